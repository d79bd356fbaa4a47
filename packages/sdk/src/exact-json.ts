import { parse } from "lossless-json";

/**
 * JSON as `JSON.parse` reads it, but for integers that a number would round, beyond ±(2⁵³ − 1): these become `bigint`.
 *
 * @throws SyntaxError, also for a name that an object has twice, and for a number too large for any
 */
export function parseExactJson(text: string): unknown {
  return parse(text, undefined, readNumber);
}

function readNumber(digits: string): number | bigint {
  const number = Number(digits);
  if (!Number.isFinite(number)) throw new SyntaxError(`${digits} is too large`);
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
}
