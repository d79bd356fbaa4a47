import { type Der, type Fail, tags } from "./der.ts";

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Days from 1970-01-01 to the first of January of a year, 1970 or later. */
function daysBefore(year: number): number {
  const past = year - 1;
  const leaps = (until: number) => Math.floor(until / 4) - Math.floor(until / 100) + Math.floor(until / 400);
  return 365 * (year - 1970) + leaps(past) - leaps(1969);
}

/** Unix milliseconds of a moment in UTC, 1970 to 9999; `undefined` when there is no such moment. */
function utcMs(fields: readonly number[]): bigint | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const length = (daysInMonth[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0);
  if (year < 1970 || day < 1 || day > length || hour > 23 || minute > 59 || second > 59) return undefined;
  let days = daysBefore(year) + day - 1;
  for (let before = 1; before < month; before++)
    days += (daysInMonth[before - 1] as number) + (before === 2 && isLeap(year) ? 1 : 0);
  return BigInt(((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000n;
}

/** Unix milliseconds of `2025-06-19T10:16:03Z`; `undefined` for any other form. */
export function isoMs(text: string): bigint | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(text);
  return match ? utcMs(match.slice(1).map(Number)) : undefined;
}

/** Unix milliseconds of the next element, a time as RFC 5280 §4.1.2.5 writes it. */
export function readTime(der: Der, fail: Fail): bigint {
  const isShort = der.nextIs(tags.utcTime);
  const { content } = der.element(isShort ? tags.utcTime : tags.generalizedTime);
  const match = /^(\d{4}|\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(String.fromCharCode(...content.subarray(0, 16)));
  const [year = "", ...rest] = match?.slice(1) ?? [];
  const full = year.length === 2 ? (Number(year) < 50 ? 2_000 : 1_900) + Number(year) : Number(year);
  const ms = content.length === (isShort ? 13 : 15) ? utcMs([full, ...rest.map(Number)]) : undefined;
  if (ms === undefined) throw fail("a time is not one");
  return ms;
}
