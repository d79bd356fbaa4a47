import { and, type Db, desc, eq, sql } from "@pha/service-kit/db";
import { events } from "./schema.ts";

export type EventRow = typeof events.$inferSelect;

/** Where an event stands: its place in its block. */
export interface Place {
  readonly block: number;
  readonly place: number;
}

interface Wanted {
  readonly topic: string | undefined;
  readonly limit: number;
}

const about = (topic: string | undefined) => (topic === undefined ? undefined : eq(events.topic, topic));

/** Events, newest first. */
export function listEvents(
  db: Db,
  { topic, before, limit }: Wanted & { readonly before: Place | undefined },
): Promise<EventRow[]> {
  const isBefore =
    before && sql`(${events.block}, ${events.index}) < (${before.block}::bigint, ${before.place}::bigint)`;
  return db
    .select()
    .from(events)
    .where(and(about(topic), isBefore))
    .orderBy(desc(events.block), desc(events.index))
    .limit(limit);
}

/** Events behind a place, oldest first. */
export const listEventsBehind = (
  db: Db,
  { topic, after, limit }: Wanted & { readonly after: Place },
): Promise<EventRow[]> =>
  db
    .select()
    .from(events)
    .where(
      and(about(topic), sql`(${events.block}, ${events.index}) > (${after.block}::bigint, ${after.place}::bigint)`),
    )
    .orderBy(events.block, events.index)
    .limit(limit);
