import { and, type Db, desc, inArray, or, sql } from "@pha/service-kit/db";
import { events } from "./schema.ts";

export type EventRow = typeof events.$inferSelect;

/** Where an event stands: its place in its block. */
export interface Place {
  readonly block: number;
  readonly place: number;
}

interface Wanted {
  /** Events about any of these are wanted; all are where it is empty. */
  readonly topics: readonly string[];
  readonly limit: number;
}

/** Events, newest first. */
export function listEvents(
  db: Db,
  { topics, before, limit }: Wanted & { readonly before: Place | undefined },
): Promise<EventRow[]> {
  return db
    .select()
    .from(events)
    .where(and(about(topics), before && sql`${at} < ${placed(before)}`))
    .orderBy(desc(events.block), desc(events.index))
    .limit(limit);
}

/** Events behind a place, up to another one where that is given, oldest first. */
export const listEventsBehind = (
  db: Db,
  { topics, after, upTo, limit }: Wanted & { readonly after: Place; readonly upTo?: Place },
): Promise<EventRow[]> =>
  db
    .select()
    .from(events)
    .where(and(about(topics), sql`${at} > ${placed(after)}`, upTo && sql`${at} <= ${placed(upTo)}`))
    .orderBy(events.block, events.index)
    .limit(limit);

/** Where the newest event stands. */
export async function findNewestPlace(db: Db): Promise<Place | undefined> {
  const [row] = await db
    .select({ block: events.block, place: events.index })
    .from(events)
    .orderBy(desc(events.block), desc(events.index))
    .limit(1);
  return row;
}

const at = sql`(${events.block}, ${events.index})`;
const placed = ({ block, place }: Place) => sql`(${block}::bigint, ${place}::bigint)`;

/**
 * Events about topics. A topic means what is below it, too: `motion/council` all of the council's motions; and what is
 * about all that is below another concerns each of them: `proposal` tells of `proposal/3`.
 */
const about = (topics: readonly string[]) =>
  or(...topics.map((topic) => or(inArray(events.topic, lineOf(topic)), sql`${events.topic} ^@ ${`${topic}/`}`)));

/** A topic, and those above it. */
const lineOf = (topic: string): string[] => {
  const words = topic.split("/");
  return words.map((_, i) => words.slice(0, i + 1).join("/"));
};
