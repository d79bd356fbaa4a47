import type { Hex } from "@pha/codec";
import { type Db, sql } from "@pha/service-kit/db";
import { hexes, ints } from "./arrays.ts";
import { toBuffer, toBytes } from "./columns.ts";
import { type EventKind, eventsOfRuns, isOfKinds } from "./events.ts";

/** An account and an extrinsic that touched it; -1 stands for the hooks of a block. */
export interface ActivityRow {
  readonly account: Hex;
  readonly block: number;
  readonly extrinsic: number;
}

export type Place = Omit<ActivityRow, "account">;

export interface NamedEvent extends Place {
  readonly pallet: string;
  readonly name: string;
  readonly data: Uint8Array;
}

export async function insertActivity(db: Db, rows: readonly ActivityRow[]): Promise<void> {
  await db.execute(sql`
    insert into chain.activity (account, block, extrinsic)
    select * from unnest(
      ${hexes(rows.map(({ account }) => account))}::bytea[],
      ${ints(rows.map(({ block }) => block))}::int[], ${ints(rows.map(({ extrinsic }) => extrinsic))}::int[]
    ) on conflict do nothing
  `);
}

/** Runs that are looked through at a time: of blocks with few events, some hundred. */
const MAX_RUNS = 2_000;

/** About how much is read at a time: events, and bytes of their data. */
export interface Bounds {
  readonly events: number;
  readonly bytes: number;
}

/**
 * The height up to which the blocks above `from` have about as many events, of some kinds or all, as are read at a time:
 * at least one block further.
 */
export async function findEventsEnd(
  db: Db,
  {
    from,
    to,
    kinds,
  }: { readonly from: number; readonly to: number; readonly kinds?: readonly EventKind[] | undefined },
  most: Bounds,
): Promise<number> {
  const runs = Math.min(MAX_RUNS, most.events + 1);
  const { rows } = await db.execute<{ block: number; count: number; bytes: number }>(sql`
    select r.block, r.count, (select coalesce(sum(octet_length(one)), 0)::int from unnest(r.data) one) as bytes
    from chain.event_runs r
    where r.block > ${from} and r.block <= ${to} and ${isOfKinds(kinds)} order by r.block, r.first limit ${runs}
  `);
  const seen = { events: 0, bytes: 0 };
  for (const { block, count, bytes } of rows) {
    if (seen.events >= most.events || seen.bytes >= most.bytes) return Math.max(from + 1, block - 1);
    seen.events += count;
    seen.bytes += bytes;
  }
  const last = rows.length < runs ? to : (rows.at(-1)?.block ?? to) - 1;
  return Math.max(from + 1, last);
}

/** Events of the blocks above a height, up to another. */
export async function listEventsOfBlocks(db: Db, from: number, to: number): Promise<NamedEvent[]> {
  const { rows } = await db.execute<Omit<NamedEvent, "data"> & { data: Buffer }>(sql`
    select r.block, coalesce(u.extrinsic, -1) as extrinsic, r.pallet, r.name, u.data
    from chain.event_runs r cross join lateral ${eventsOfRuns} where r.block > ${from} and r.block <= ${to}
  `);
  return rows.map(({ data, ...row }) => ({ ...row, data: toBytes(data) }));
}

/** Extrinsics that touched an account, newest first, below a place. */
export async function listActivity(
  db: Db,
  { account, below, limit }: { account: Hex; below: Place; limit: number },
): Promise<Place[]> {
  const { rows } = await db.execute<{ block: number; extrinsic: number }>(sql`
    select block, extrinsic from chain.activity
    where account = ${toBuffer(account)} and extrinsic >= 0
      and (block, extrinsic) < (${below.block}::int, ${below.extrinsic}::int)
    order by block desc, extrinsic desc limit ${limit}
  `);
  return rows;
}

/** Blocks in which an account was touched, newest first. */
export async function listTouchedBlocks(
  db: Db,
  { account, from, to, limit }: { account: Hex; from: number; to: number; limit: number },
): Promise<number[]> {
  const { rows } = await db.execute<{ block: number }>(sql`
    select distinct block from chain.activity
    where account = ${toBuffer(account)} and block >= ${from} and block <= ${to} order by block desc limit ${limit}
  `);
  return rows.map(({ block }) => block);
}
