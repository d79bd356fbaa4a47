import type { HashFunction } from "./digests.ts";

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: bigint): bigint => wrap(value << by) | (value >> (64n - by));
const round = (state: bigint, input: bigint): bigint => wrap(rotate(wrap(state + wrap(input * P2)), 31n) * P1);
const merge = (hash: bigint, lane: bigint): bigint => wrap((hash ^ round(0n, lane)) * P1 + P4);

/** XXH64 (the xxHash specification, version 0.1.1). Not a cryptographic hash. */
function xxh64(bytes: Uint8Array, seed: bigint): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  let at = 0;
  let hash = wrap(seed + P5);
  if (length >= 32) {
    const lanes = [wrap(seed + P1 + P2), wrap(seed + P2), seed, wrap(seed - P1)] as [bigint, bigint, bigint, bigint];
    for (; at + 32 <= length; at += 32) {
      for (let lane = 0; lane < 4; lane++) {
        lanes[lane] = round(lanes[lane] as bigint, view.getBigUint64(at + 8 * lane, true));
      }
    }
    hash = wrap(rotate(lanes[0], 1n) + rotate(lanes[1], 7n) + rotate(lanes[2], 12n) + rotate(lanes[3], 18n));
    for (const lane of lanes) hash = merge(hash, lane);
  }
  hash = wrap(hash + BigInt(length));
  for (; at + 8 <= length; at += 8) {
    hash = wrap(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4);
  }
  if (at + 4 <= length) {
    hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint32(at, true)) * P1), 23n) * P2 + P3);
    at += 4;
  }
  for (; at < length; at++) hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint8(at)) * P5), 11n) * P1);
  hash = wrap((hash ^ (hash >> 33n)) * P2);
  hash = wrap((hash ^ (hash >> 29n)) * P3);
  return hash ^ (hash >> 32n);
}

const twox =
  (words: number): HashFunction =>
  (bytes) => {
    const out = new DataView(new ArrayBuffer(8 * words));
    for (let seed = 0; seed < words; seed++) out.setBigUint64(8 * seed, xxh64(bytes, BigInt(seed)), true);
    return new Uint8Array(out.buffer);
  };

/** Substrate's `Twox64`: XXH64 with seed 0, little-endian, 8 bytes. Anybody can make it collide. */
export const twox64: HashFunction = twox(1);

/** Substrate's `Twox128`: XXH64 with seeds 0 and 1, 16 bytes; names in storage keys. Anybody can make it collide. */
export const twox128: HashFunction = twox(2);
