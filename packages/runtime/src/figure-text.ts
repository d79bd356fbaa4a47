import type { AnyTunable } from "./tunable.ts";

/** A figure as people read it: `7,200 blocks`, `0.01 PHA`, `5 %`. */
export function figureText({ unit }: Pick<AnyTunable, "unit">, value: number | bigint | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (unit === "plancks") return `${decimal(value, 12)} PHA`;
  if (unit === "millionths") return `${decimal(value, 4)} %`;
  if (unit === "hundredths") return `${value} %`;
  if (unit === "2^-64") return binary(BigInt(value));
  return `${decimal(value, 0)}${unit === "" ? "" : ` ${unit}`}`;
}

/** The bounds of a figure: `1 to 2,628,000 blocks`. */
export function rangeText({ unit, min, max }: Pick<AnyTunable, "unit" | "min" | "max">): string {
  if (typeof min === "boolean") return "yes or no";
  const [least, most] = [min, max].map((bound) => figureText({ unit }, bound)) as [string, string];
  return `${least.split(" ")[0]} to ${most}`;
}

/** A whole number whose last digits are decimals. */
function decimal(value: number | bigint, decimals: number): string {
  const digits = String(value).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return fraction === "" || decimals === 0 ? whole : `${whole}.${fraction}`;
}

/** A number with 64 binary digits behind the point, to twenty decimals. */
function binary(value: bigint): string {
  const decimals = 20n;
  return decimal((value * 10n ** decimals) >> 64n, Number(decimals));
}
