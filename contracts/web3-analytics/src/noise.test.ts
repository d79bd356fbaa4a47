import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { laplace, type Random } from "./noise.ts";

/** Bytes of a hash chain: the same in every run. */
function bytesOf(seed: string): Random {
  let pool = Buffer.alloc(0);
  let count = 0;
  return (length) => {
    while (pool.length < length)
      pool = Buffer.concat([pool, createHash("sha256").update(`${seed}${count++}`).digest()]);
    const taken = pool.subarray(0, length);
    pool = pool.subarray(length);
    return taken;
  };
}

/** What of all draws is x, by the distribution itself. */
const partOf = (x: number, scale: number): number =>
  ((1 - Math.exp(-1 / scale)) / (1 + Math.exp(-1 / scale))) * Math.exp(-Math.abs(x) / scale);

test.each([
  [1_000, 1_000],
  [20_000, 1_000],
  [3_000, 2_000],
  [1_000, 50],
])("noise of scale %s / %s comes as often as the distribution says", (t, s) => {
  const draws = 20_000;
  const random = bytesOf(`${t} ${s}`);
  const counts = new Map<number, number>();
  for (let i = 0; i < draws; i++) {
    const x = laplace(t, s, random);
    counts.set(x, (counts.get(x) ?? 0) + 1);
  }
  const usual = [...Array(200).keys()].map((i) => i - 100).filter((x) => partOf(x, t / s) * draws >= 10);
  const distances = usual.map((x) => {
    const expected = partOf(x, t / s) * draws;
    return ((counts.get(x) ?? 0) - expected) ** 2 / expected;
  });
  const chiSquare = distances.reduce((sum, one) => sum + one, 0);
  // Five standard deviations above what chi-square is on average; the bytes are the same in every run.
  expect(chiSquare).toBeLessThan(usual.length + 5 * Math.sqrt(2 * usual.length));
});
