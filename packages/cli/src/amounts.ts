import { errors } from "./errors.ts";

const decimals = 12;
const tooLarge = /^\d{16,}(?:\.\d{1,12})?$/;
const form = /^(\d{1,15})(?:\.(\d{1,12}))?$/;

/**
 * Plancks of an amount in PHA.
 *
 * @throws `cli.BadAmount`
 */
export function parseAmount(text: string): bigint {
  const [, whole, fraction = ""] = form.exec(text) ?? [];
  if (whole === undefined)
    throw errors.BadAmount({
      given: text,
      ...(tooLarge.test(text) ? { expected: "below 1,000,000,000,000,000 PHA" } : {}),
    });
  return BigInt(whole + fraction.padEnd(decimals, "0"));
}

/**
 * Plancks that somebody gets: nothing at all is a mistake, and costs a fee.
 *
 * @throws `cli.BadAmount`
 */
export function parsePayment(text: string): bigint {
  const plancks = parseAmount(text);
  if (plancks === 0n) throw errors.BadAmount({ given: text, expected: "more than 0" });
  return plancks;
}

/** An amount in plancks as people read it: `9,999,994.9987 PHA`. */
export function formatAmount(plancks: bigint): string {
  const digits = plancks.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, -decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = digits.slice(-decimals).replace(/0+$/, "");
  return `${whole}${fraction === "" ? "" : `.${fraction}`} PHA`;
}
