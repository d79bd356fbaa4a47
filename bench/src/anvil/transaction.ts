import { concat, fromHex, type Hex, toHex } from "@pha/codec";
import { keccak256, sha256 } from "@pha/crypto";
import { recoverEthAddress, signEcdsa } from "@pha/crypto/node";

/** An Ethereum account of which the key is known. */
export interface EthAccount {
  readonly secret: Uint8Array;
  readonly address: Hex;
}

/** A transfer that pays for itself whatever the base fee does. */
export interface EthTransfer {
  readonly chainId: number;
  readonly nonce: number;
  readonly to: Hex;
  /** In wei. */
  readonly value: bigint;
}

const GAS_PRICE = 1_000_000_000_000n;
const TRANSFER_GAS = 21_000n;

/** The account of a secret key. */
export function ethAccount(secret: Uint8Array): EthAccount {
  const digest = sha256(secret);
  const address = recoverEthAddress(digest, signEcdsa(secret, digest));
  if (address === undefined) throw new Error("a signature of our own recovers to nobody");
  return { secret, address };
}

/** Signs a transfer as a legacy transaction with replay protection (EIP-155). */
export function signTransfer({ secret }: EthAccount, { chainId, nonce, to, value }: EthTransfer): Hex {
  const fields = [integer(BigInt(nonce)), integer(GAS_PRICE), integer(TRANSFER_GAS), fromHex(to), integer(value), none];
  const unsigned = list([...fields, integer(BigInt(chainId)), none, none]);
  const signature = fromHex(signEcdsa(secret, keccak256(unsigned)));
  const v = integer(BigInt(chainId * 2 + 35 + (signature[64] as number)));
  return toHex(list([...fields, v, trim(signature.subarray(0, 32)), trim(signature.subarray(32, 64))]));
}

const none = new Uint8Array();

/** Big-endian without leading zeros; zero is empty. */
function integer(value: bigint): Uint8Array {
  if (value === 0n) return none;
  const digits = value.toString(16);
  return fromHex(`0x${digits.length % 2 === 0 ? digits : `0${digits}`}`);
}

function trim(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? none : bytes.subarray(first);
}

/** RLP of a list of byte strings. */
const list = (items: readonly Uint8Array[]): Uint8Array => {
  const body = concat(...items.map(string));
  return concat(prefix(0xc0, body.length), body);
};

const string = (bytes: Uint8Array): Uint8Array =>
  bytes.length === 1 && (bytes[0] as number) < 0x80 ? bytes : concat(prefix(0x80, bytes.length), bytes);

function prefix(kind: number, length: number): Uint8Array {
  if (length < 56) return Uint8Array.of(kind + length);
  const size = integer(BigInt(length));
  return concat(Uint8Array.of(kind + 55 + size.length), size);
}
