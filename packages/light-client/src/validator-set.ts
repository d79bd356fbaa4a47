import {
  concat,
  fixedBytes,
  fromHex,
  type Hex,
  struct,
  type TypeOf,
  toHex,
  u32,
  u32be,
  u64,
  u64be,
  vec,
} from "@pha/codec";
import { keccak256 } from "@pha/crypto";
import { maxValidators } from "@pha/limits";
import { errors } from "./errors.ts";

/** The validators that certify blocks, as the state item `Validators.Set` holds them. Ids rise by one per change. */
export const ValidatorSet = struct({
  id: u64,
  /** The first block that it certifies. */
  from: u32,
  addresses: vec(fixedBytes(20), { max: maxValidators }),
});
export type ValidatorSet = TypeOf<typeof ValidatorSet>;

/** A set as a header announces it: it certifies from the block after that header on. */
export type AnnouncedSet = Omit<ValidatorSet, "from">;

/** A set and the last block that it certifies, once another set has taken its place. */
export type BoundedSet = ValidatorSet & { readonly to?: number };

/** How many of `n` validators must sign: `n − ⌊(n−1)/3⌋`. */
export const quorum = (n: number): number => n - Math.floor((n - 1) / 3);

/** `u64 set id ‖ u32 n ‖ 20-byte addresses`: the bytes that a set's hash covers and that a header announces it with. */
export function encodeValidatorSet({ id, addresses }: AnnouncedSet): Uint8Array {
  return concat(u64be(id), u32be(addresses.length), ...addresses.map(fromHex));
}

/**
 * Reads what {@link encodeValidatorSet} wrote.
 *
 * @throws `light-client.BadValidatorSet` for any other length, no or too many validators, one that is named twice.
 */
export function decodeValidatorSet(bytes: Uint8Array): AnnouncedSet {
  if (bytes.length < 12) throw errors.BadValidatorSet({ length: bytes.length });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const n = view.getUint32(8);
  if (bytes.length !== 12 + 20 * n) throw errors.BadValidatorSet({ length: bytes.length });
  const addresses = Array.from({ length: n }, (_, i): Hex => toHex(bytes.subarray(12 + 20 * i, 32 + 20 * i)));
  return checkValidatorSet({ id: view.getBigUint64(0), addresses });
}

/**
 * The set itself, when it can certify.
 *
 * @throws `light-client.BadValidatorSet` for no or too many validators, or one that is named twice.
 */
export function checkValidatorSet<S extends AnnouncedSet>(set: S): S {
  const n = set.addresses.length;
  if (n === 0 || n > maxValidators || new Set(set.addresses).size !== n) throw errors.BadValidatorSet({ n });
  return set;
}

/** `keccak256(u64 set id ‖ u32 n ‖ 20-byte addresses)`, the "next set hash" of a commitment. */
export const validatorSetHash = (set: AnnouncedSet): Hex => toHex(keccak256(encodeValidatorSet(set)));

/**
 * Whether a set's word on a block counts: a set that is retired, or not yet in office, certifies nothing.
 *
 * @throws `light-client.SetNotInOffice`
 */
export function requireInOffice({ id, from, to }: BoundedSet, number: number): void {
  if (number < from || (to !== undefined && number > to)) throw errors.SetNotInOffice({ set: id, from, to, number });
}
