import { expect, it } from "vitest";
import { figureText, rangeText } from "./figure-text.ts";

it.each([
  ["blocks", 7_200, "7,200 blocks"],
  ["blocks", 0, "0 blocks"],
  ["plancks", 10_000_000_000n, "0.01 PHA"],
  ["plancks", 1_000_000_000_000_000_000n, "1,000,000 PHA"],
  ["millionths", 50_000, "5 %"],
  ["millionths", 1, "0.0001 %"],
  ["hundredths", 20, "20 %"],
  ["", 1_000, "1,000"],
  ["", true, "yes"],
])("a figure in %j, %s, reads %j", (unit, value, text) => {
  expect(figureText({ unit }, value)).toBe(text);
});

it("bounds read with their unit once", () => {
  expect(rangeText({ unit: "blocks", min: 1, max: 2_628_000 })).toBe("1 to 2,628,000 blocks");
  expect(rangeText({ unit: "", min: false, max: true })).toBe("yes or no");
});
