import { concat, fromHex, type Hex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { quotient } from "./fixed.ts";

/** How many of the workers a round asks, at most. */
export interface DrawTerms {
  readonly online: number;
  /** Time since the round before. */
  readonly roundMs: bigint;
  readonly perRound: number;
  /** How often a worker is asked an hour, in the mean, at most. */
  readonly perHour: number;
}

const hourMs = 3_600_000n;

/** How many workers a round asks: whole ones, and by chance one more, so that the mean is right. */
export function drawCount(seed: Hex, { online, roundMs, perRound, perHour }: DrawTerms): number {
  const parts = BigInt(perHour) * BigInt(online) * roundMs;
  if (parts >= BigInt(perRound) * hourMs) return Math.min(perRound, online);
  const chance = (parts % hourMs) * 2n ** 64n;
  const one = word(seed, "count") * hourMs < chance ? 1 : 0;
  return Math.min(Number(quotient(parts, hourMs)) + one, online);
}

/** Positions among the workers that answer, each at most once. */
export function drawPositions(seed: Hex, { online }: Pick<DrawTerms, "online">, count: number): number[] {
  const drawn = Array.from({ length: count }, (_, j) => Number(word(seed, j) % BigInt(online)));
  return [...new Set(drawn)];
}

/** 64 bits that follow from a seed and a number: little-endian, of `blake2_256(seed ‖ u32)`. */
function word(seed: Hex, index: number | "count"): bigint {
  const tail = new Uint8Array(4);
  new DataView(tail.buffer).setUint32(0, index === "count" ? 0xffff_ffff : index, true);
  const hash = blake2b256(concat(fromHex(seed), tail));
  return new DataView(hash.buffer, hash.byteOffset).getBigUint64(0, true);
}
