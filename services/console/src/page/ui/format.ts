import { grouped } from "./amount.ts";

/** `0x1a2b3c4d…9f8e7d6c`: enough of a long name to tell it from others. */
export const shortened = (text: string): string => (text.length > 22 ? `${text.slice(0, 10)}…${text.slice(-8)}` : text);

/** A count, in groups of three. */
export const countText = (count: number): string => grouped(String(count));

/** A rate with as many decimals as it takes. */
export const rateText = (rate: number): string => (rate >= 100 ? countText(Math.round(rate)) : rate.toFixed(1));

/** Date and time as UTC, as everybody has them. */
export const timeText = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace(/\..*/, " UTC");
