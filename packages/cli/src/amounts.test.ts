import { describe, expect, it } from "vitest";
import { formatAmount, parseAmount, parsePayment } from "./amounts.ts";
import { errors } from "./errors.ts";

describe("an amount in PHA", () => {
  it.each([
    ["5", 5_000_000_000_000n],
    ["0.25", 250_000_000_000n],
    ["0.000000000001", 1n],
    ["1000000000", 10n ** 21n],
    ["0", 0n],
  ])("%s is that many plancks", (text, plancks) => {
    expect(parseAmount(text)).toBe(plancks);
  });

  it.each(["", "-1", "1e3", "1,000", ".5", "5.", "0.0000000000001", "5 PHA", "0x5"])("%j is refused", (text) => {
    expect(() => parseAmount(text)).toThrow(expect.objectContaining({ code: errors.BadAmount.code }));
  });

  it("that there cannot be is told as too large", () => {
    expect(() => parseAmount("9".repeat(40))).toThrow("below 1,000,000,000,000,000 PHA");
  });

  it("of nothing is no payment", () => {
    for (const text of ["0", "0.0"]) expect(() => parsePayment(text)).toThrow("more than 0");
    expect(parsePayment("0.000000000001")).toBe(1n);
  });

  it.each([
    [9_999_994_998_700_000_000n, "9,999,994.9987 PHA"],
    [1n, "0.000000000001 PHA"],
    [0n, "0 PHA"],
    [1_000_000_000_000n, "1 PHA"],
  ])("of %s plancks reads well", (plancks, text) => {
    expect(formatAmount(plancks)).toBe(text);
  });
});
