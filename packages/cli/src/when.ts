import { errors } from "./errors.ts";

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time in ms since 1970, once it is known what time it is. */
export type When = (nowMs: number) => number;

/**
 * Reads a date, or how much later than now: `+90s`, `+5m`, `+2h`, `+1d`.
 *
 * @throws `cli.BadTime`
 */
export function parseWhen(text: string): When {
  const [, count, unit = ""] = /^\+(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return (nowMs) => nowMs + Number(count) * (units[unit] ?? 0);
  const timeMs = Date.parse(text);
  if (!Number.isSafeInteger(timeMs) || timeMs < 0) throw errors.BadTime({ given: text });
  return () => timeMs;
}
