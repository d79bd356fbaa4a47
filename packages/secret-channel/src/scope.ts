import { concat, fromHex, type Hex, u32be, utf8 } from "@pha/codec";

/** Network, contract and code that every ciphertext is bound to. All hashes are 32 bytes. */
export interface Scope {
  /** Hash of the network's genesis header. */
  readonly genesis: Hex;
  readonly contract: Hex;
  readonly codeHash: Hex;
  /** Epoch of the contract's encryption key. */
  readonly epoch: number;
}

/** `genesis ‖ contract ‖ code hash ‖ u32 epoch`, as what is signed begins with. */
export const scopeBytes = ({ genesis, contract, codeHash, epoch }: Scope): Uint8Array =>
  concat(fromHex(genesis), fromHex(contract), fromHex(codeHash), u32be(epoch));

/** The HPKE `info` of a channel: `"phala/hpke/v1" ‖ genesis ‖ kind ‖ contract ‖ code hash ‖ u32 epoch`. */
export const channelInfo = (
  kind: "query" | "session" | "command" | "item",
  { genesis, contract, codeHash, epoch }: Scope,
): Uint8Array =>
  concat(utf8("phala/hpke/v1"), fromHex(genesis), utf8(kind), fromHex(contract), fromHex(codeHash), u32be(epoch));
