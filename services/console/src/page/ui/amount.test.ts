import fc from "fast-check";
import { expect, it } from "vitest";
import { phaText, plancksOf } from "./amount.ts";

it.each([
  [0n, "0"],
  [1_000_000_000_000n, "1"],
  [1_234_567_500_000_000_000n, "1,234,567.5"],
  [1n, "< 0.0001"],
  [-2_500_000_000_000n, "−2.5"],
  [1_999_999_999_999n, "1.9999"],
])("shows %s plancks as %s PHA", (plancks, text) => {
  expect(phaText(plancks)).toBe(text);
});

it("says of what is less than it shows that it is less", () => {
  expect([phaText(1n, 0), phaText(1n, 1), phaText(1n, 4), phaText(0n, 0)]).toEqual(["< 1", "< 0.1", "< 0.0001", "0"]);
});

it("reads every amount that it shows in full (property)", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 30n), (plancks) => {
      expect(plancksOf(phaText(plancks, 12))).toBe(plancks);
    }),
  );
});

it.each(["", "all", "1.2.3", "-1", "1e3", "0.0000000000001"])("takes no amount from %j", (text) => {
  expect(plancksOf(text)).toBeUndefined();
});
