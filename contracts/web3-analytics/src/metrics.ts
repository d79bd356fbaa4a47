import type { TypeOf } from "@pha/contract-kit";
import type { Device, Question, View, Visitor } from "./state.ts";

/** What a metric counts, and how much one visitor can change of it. */
interface Measured {
  readonly values: number[];
  /** By value: the sensitivity that its noise is made for, which is what one visitor adds to all values together at most. */
  readonly most: readonly number[];
}

const devices: readonly TypeOf<typeof Device>[] = ["desktop", "mobile", "tablet", "other"];

/** Minutes of a bucket, and how many of them one visitor counts in at most. */
const buckets = { online: [1, 5], hourly: [60, 4], daily: [1_440, 7], weekly: [10_080, 4] } as const;

/** Hours of a period that a metric is of, where it is of one alone. */
export const hoursOf: Readonly<Record<string, number>> = { online: 1, hourly: 24, daily: 168, weekly: 672 };

const mostViews = 20;
const mostVisits = 3;
const mostVisitMinutes = 60;
/** Minutes without a view after which it is another visit. */
const pause = 30;

/**
 * Counts of visitors who agreed to it, each with their views in the period. What one visitor adds is bounded, so that noise can
 * hide anyone: `most` is the sensitivity that each value's noise is made for.
 */
export function measure({ metric, from, hours, page }: Question, visitors: readonly Seen[]): Measured {
  const begin = from * 60;
  if (metric === "visitors") return { values: [visitors.length], most: [1] };
  if (metric === "views") {
    const wanted = visitors.map(({ views }) => views.filter((view) => page === undefined || view.page === page).length);
    return { values: [sum(wanted.map((count) => Math.min(count, mostViews)))], most: [mostViews] };
  }
  if (metric === "devices") {
    const values = devices.map((device) => visitors.filter((visitor) => visitor.device === device).length);
    return { values, most: devices.map(() => 1) };
  }
  if (metric === "visit") {
    const visits = visitors.map(({ views }) => visitsOf(views).slice(0, mostVisits));
    const minutes = visits.map((of) => Math.min(sum(of), mostVisitMinutes));
    // Two values, each with half of epsilon.
    return { values: [sum(minutes), sum(visits.map((of) => of.length))], most: [2 * mostVisitMinutes, 2 * mostVisits] };
  }
  const [length, mostBuckets] = buckets[metric];
  const values = new Array<number>((hours * 60) / length).fill(0);
  for (const { views } of visitors) {
    const active = new Set(views.map(({ minute }) => Math.floor((minute - begin) / length)));
    for (const bucket of [...active].slice(0, mostBuckets)) values[bucket] = (values[bucket] ?? 0) + 1;
  }
  return { values, most: values.map(() => mostBuckets) };
}

/** A visitor with the views of a period. */
export type Seen = Pick<Visitor, "device" | "views">;

/** Who agreed to a purpose and was there in a period, with the views of then. */
export function seenIn({ purpose, from, hours }: Question, visitors: readonly Visitor[], nowMinute: number): Seen[] {
  const [begin, end] = [from * 60, (from + hours) * 60];
  return visitors
    .filter(({ consents }) => consents.some((one) => one.purpose === purpose && one.until > nowMinute))
    .map(({ device, views }) => ({ device, views: views.filter(({ minute }) => minute >= begin && minute < end) }))
    .filter(({ views }) => views.length > 0);
}

/** Minutes of each visit: from its first view to its last. */
function visitsOf(views: readonly View[]): number[] {
  const minutes = views.map(({ minute }) => minute).sort((a, b) => a - b);
  const visits: { begin: number; end: number }[] = [];
  for (const minute of minutes) {
    const last = visits.at(-1);
    if (last && minute - last.end <= pause) last.end = minute;
    else visits.push({ begin: minute, end: minute });
  }
  return visits.map(({ begin, end }) => end - begin);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
