import { fromHex, type Hex } from "@pha/codec";
import { openWith, type Primitives, sealTo } from "@pha/crypto";
import { type Call, decodePadded, encodePadded } from "./call.ts";
import { errors } from "./errors.ts";
import { channelInfo, type Scope } from "./scope.ts";

/** A command's ciphertext, as it stands on the ledger. */
export interface SealedCommand {
  /** HPKE encapsulation, 32 bytes. */
  readonly enc: Hex;
  readonly ciphertext: Uint8Array;
}

/**
 * Encrypts a command. The sender's account is bound in: the ledger reports who sent it, and a copy sent by anybody else
 * does not open.
 *
 * @param contractKey - the contract's X25519 key of the scope's epoch
 */
export function sealCommand(
  primitives: Primitives,
  contractKey: Hex,
  scope: Scope,
  sender: Hex,
  call: Call,
): SealedCommand {
  const info = channelInfo("command", scope);
  const { enc, ciphertext } = sealTo(primitives, contractKey, info, fromHex(sender), encodePadded(call));
  return { enc, ciphertext };
}

/**
 * Decrypts a command with the sender that the ledger reports.
 *
 * @throws `channel.Undecipherable`, `channel.BadRequest`
 */
export function openCommand(
  primitives: Primitives,
  contractSecret: Uint8Array,
  scope: Scope,
  sender: Hex,
  { enc, ciphertext }: SealedCommand,
): Call {
  let padded: Uint8Array;
  try {
    const info = channelInfo("command", scope);
    padded = openWith(primitives, contractSecret, enc, info, fromHex(sender), ciphertext).plaintext;
  } catch (cause) {
    throw errors.Undecipherable({}, cause);
  }
  return decodePadded(padded);
}
