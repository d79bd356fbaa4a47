import { expect, it } from "vitest";
import { priceOf } from "./read-funds.ts";

it("prices a share at 1 where there is none, and by what all are worth where there are", () => {
  expect(priceOf(0n, 0n)).toBe(1);
  expect(priceOf(15n, 10n)).toBe(1.5);
  expect(priceOf(10n ** 30n, 3n * 10n ** 30n)).toBe(0.333333);
});
