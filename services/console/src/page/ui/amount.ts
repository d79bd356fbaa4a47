/** Decimals of PHA: plancks are 10⁻¹² of it. */
const decimals = 12;

/** Digits in groups of three. */
export const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ",");

/**
 * Plancks as PHA, for people: `1,234.5`, with so many decimals at most, rounded down. What is more than nothing is never
 * shown as 0.
 */
export function phaText(plancks: bigint, most = 4): string {
  const sign = plancks < 0n ? "−" : "";
  const size = plancks < 0n ? -plancks : plancks;
  const digits = String(size).padStart(decimals + 1, "0");
  const whole = grouped(digits.slice(0, -decimals));
  const part = digits.slice(-decimals, digits.length - decimals + most).replace(/0+$/, "");
  if (size > 0n && whole === "0" && part === "") return `${sign}< ${most === 0 ? "1" : `0.${"1".padStart(most, "0")}`}`;
  return `${sign}${whole}${part === "" ? "" : `.${part}`}`;
}

/** PHA as people type them, as plancks; nothing for what is no amount. */
export function plancksOf(text: string): bigint | undefined {
  const [, whole, part = ""] = /^\s*([\d,]+)(?:\.(\d{1,12}))?\s*$/.exec(text) ?? [];
  return whole === undefined ? undefined : BigInt(whole.replaceAll(",", "") + part.padEnd(decimals, "0"));
}
