/**
 * JSON as `JSON.parse` reads it, but for integers that a number would round, beyond ±(2⁵³ − 1): these become `bigint`.
 *
 * @throws SyntaxError, also for a number too large for any, and for a large integer where the platform does not tell its
 *   digits (Node before 21)
 */
export const parseExactJson = (text: string): unknown => JSON.parse(text, exactly);

function exactly(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  if (!Number.isFinite(value)) throw new SyntaxError("a number is too large");
  if (!Number.isInteger(value)) return value;
  const digits = context?.source;
  if (digits === undefined) throw new SyntaxError("a number is too large to be read exactly without quotes");
  return /^-?\d+$/.test(digits) ? BigInt(digits) : value;
}
