import type { Hex } from "@pha/codec";
import { type Db, sql } from "@pha/service-kit/db";
import { byteas, ints, texts } from "./arrays.ts";
import { toBuffer, toBytes } from "./columns.ts";

/** An event of a block. */
export interface EventRow {
  readonly index: number;
  /** Index of the extrinsic that caused it; null for block hooks. */
  readonly extrinsic: number | null;
  readonly pallet: string;
  readonly name: string;
  readonly data: Uint8Array;
}

export interface EventKind {
  readonly pallet: string;
  readonly name: string;
}

/** Events in a run at most: who wants one reads all. */
const RUN = 128;

/** Stores a block's events, which are in the order of their indices. */
export async function insertEvents(db: Db, block: number, rows: readonly EventRow[]): Promise<void> {
  const runs = [...runsOf(rows)];
  if (runs.length === 0) return;
  const values = runs.map(
    (run) => sql`(
      ${block}::int, ${run[0]?.index}::int, ${run[0]?.pallet}, ${run[0]?.name}, ${run.length}::int,
      ${ints(run.map(({ index }) => index))}::int[], ${ints(run.map(({ extrinsic }) => extrinsic))}::int[],
      ${byteas(run.map(({ data }) => data))}::bytea[]
    )`,
  );
  await db.execute(sql`
    insert into chain.event_runs (block, first, pallet, name, count, indexes, extrinsics, data)
    values ${sql.join(values, sql`, `)}
  `);
}

function* runsOf(rows: readonly EventRow[]): Generator<EventRow[]> {
  for (const kind of Map.groupBy(rows, ({ pallet, name }) => `${pallet}.${name}`).values())
    for (let at = 0; at < kind.length; at += RUN) yield kind.slice(at, at + RUN);
}

/** The events of runs `r`, one row each. */
export const eventsOfRuns = sql`unnest(r.indexes, r.extrinsics, r.data) as u(index, extrinsic, data)`;

/** Whether a run `r` is of one of some kinds; any is, where none are named. */
export const isOfKinds = (kinds: readonly EventKind[] | undefined) =>
  kinds === undefined
    ? sql`true`
    : sql`(r.pallet, r.name) in (select * from unnest(${texts(kinds.map(({ pallet }) => pallet))}::text[], ${texts(kinds.map(({ name }) => name))}::text[]))`;

/** Events of some kinds that one extrinsic of a block caused, in order. Of kinds that the block has none of it costs nothing. */
export async function listEventsOfExtrinsic(
  db: Db,
  { block, extrinsic }: { readonly block: { readonly number: number; readonly hash: Hex }; readonly extrinsic: number },
  kinds: readonly EventKind[],
): Promise<EventRow[]> {
  const { rows } = await db.execute<Omit<EventRow, "data"> & { data: Buffer }>(sql`
    select u.index, u.extrinsic, r.pallet, r.name, u.data
    from chain.blocks b
    join chain.event_runs r on r.block = b.number
    join unnest(
      ${texts(kinds.map(({ pallet }) => pallet))}::text[], ${texts(kinds.map(({ name }) => name))}::text[]
    ) as k(pallet, name) on r.pallet = k.pallet and r.name = k.name
    cross join lateral ${eventsOfRuns}
    where b.number = ${block.number} and b.hash = ${toBuffer(block.hash)} and u.extrinsic = ${extrinsic}
    order by u.index
  `);
  return rows.map(({ data, ...row }) => ({ ...row, data: toBytes(data) }));
}

/** A block's events, in the order of their indices. */
export async function listEvents(db: Db, block: number): Promise<EventRow[]> {
  const { rows } = await db.execute<Omit<EventRow, "data"> & { data: Buffer }>(sql`
    select u.index, u.extrinsic, r.pallet, r.name, u.data
    from chain.event_runs r cross join lateral ${eventsOfRuns} where r.block = ${block} order by u.index
  `);
  return rows.map(({ data, ...row }) => ({ ...row, data: toBytes(data) }));
}
