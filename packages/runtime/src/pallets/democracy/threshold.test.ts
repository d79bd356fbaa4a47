import fc from "fast-check";
import { expect, it } from "vitest";
import { squareRoot } from "./threshold.ts";

it("the root of any balance is the largest whole number whose square is not above it", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, (1n << 128n) - 1n), (balance) => {
      const root = squareRoot(balance);
      expect(root * root <= balance && balance < (root + 1n) ** 2n).toBe(true);
    }),
  );
  expect([0n, 1n, 3n, 4n, (1n << 128n) - 1n].map(squareRoot)).toEqual([0n, 1n, 1n, 2n, (1n << 64n) - 1n]);
});
