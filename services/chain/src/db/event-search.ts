import { type Hex, toHex } from "@pha/codec";
import { type Db, sql } from "@pha/service-kit/db";
import type { Place } from "./activity.ts";
import { ints, texts } from "./arrays.ts";
import { toBuffer, toBytes } from "./columns.ts";
import { type EventKind, eventsOfRuns, isOfKinds } from "./events.ts";

/** Where an event stands. */
export interface EventPlace {
  readonly block: number;
  readonly index: number;
}

export interface FoundEvent extends EventPlace, EventKind {
  readonly hash: Hex;
  /** `null` for block hooks. */
  readonly extrinsic: number | null;
  readonly data: Uint8Array;
}

/** Newest first: below a place, down to a block. */
export interface EventRange {
  readonly below: EventPlace;
  readonly from: number;
  readonly limit: number;
}

const newestFirst = sql`order by block desc, index desc`;
/** Every event of a run that begins below a place may stand below it, and the first one does. */
const within = ({ below, from }: EventRange) => sql`
  r.block >= ${from} and r.block <= ${below.block} and (r.block, r.first) < (${below.block}::int, ${below.index}::int)
`;
const isBelow = ({ below }: EventRange) => sql`(r.block, u.index) < (${below.block}::int, ${below.index}::int)`;

/** Events of some kinds: of each kind the newest, by index, and of these the newest. */
export async function listEventsOfKinds(db: Db, kinds: readonly EventKind[], range: EventRange): Promise<FoundEvent[]> {
  return select(
    db,
    sql`
      select r.block, r.pallet, r.name, u.* from unnest(
        ${texts(kinds.map(({ pallet }) => pallet))}::text[], ${texts(kinds.map(({ name }) => name))}::text[]
      ) as k(pallet, name)
      cross join lateral (
        select * from chain.event_runs r
        where r.pallet = k.pallet and r.name = k.name and ${within(range)}
        order by r.block desc, r.first desc limit ${range.limit}
      ) r
      cross join lateral ${eventsOfRuns} where ${isBelow(range)} ${newestFirst} limit ${range.limit}
    `,
  );
}

/** Events of any kind: of as many of the newest blocks as have enough, beside the one that the place is in. */
export async function listEventsBelow(db: Db, range: EventRange): Promise<FoundEvent[]> {
  const { below, limit } = range;
  return select(
    db,
    sql`
      select r.block, r.pallet, r.name, u.* from (
        select block, sum(count) over (order by block desc) - count as newer from (
          select block, sum(case when block = ${below.block} then 0 else count end) as count from chain.event_runs r
          where ${within(range)} group by block order by block desc limit ${limit + 1}
        ) counted
      ) b
      join chain.event_runs r on r.block = b.block
      cross join lateral ${eventsOfRuns}
      where b.newer < ${limit} and ${isBelow(range)} ${newestFirst} limit ${limit}
    `,
  );
}

/** Events of a block, below an index, whose extrinsic touched an account. */
export async function listEventsOfTouching(
  db: Db,
  account: Hex,
  { block, index }: EventPlace,
  limit: number,
): Promise<FoundEvent[]> {
  return select(
    db,
    sql`
      select r.block, r.pallet, r.name, u.* from chain.event_runs r cross join lateral ${eventsOfRuns}
      where r.block = ${block} and u.index < ${index} and coalesce(u.extrinsic, -1) in (
        select extrinsic from chain.activity where account = ${toBuffer(account)} and block = ${block}
      ) order by index desc limit ${limit}
    `,
  );
}

/** Events of some kinds, or all, of the blocks above a height, up to another; newest first. */
export async function listEventsBetween(
  db: Db,
  { from, to, kinds }: { readonly from: number; readonly to: number; readonly kinds: readonly EventKind[] | undefined },
): Promise<FoundEvent[]> {
  return select(
    db,
    sql`
      select r.block, r.pallet, r.name, u.* from chain.event_runs r cross join lateral ${eventsOfRuns}
      where r.block > ${from} and r.block <= ${to} and ${isOfKinds(kinds)}
    `,
  );
}

/** Events of some extrinsics, newest first, up to a limit. */
export async function listEventsAt(db: Db, places: readonly Place[], limit: number): Promise<FoundEvent[]> {
  return select(
    db,
    sql`
      select r.block, r.pallet, r.name, u.* from (
        select block, array_agg(extrinsic) as extrinsics from unnest(
          ${ints(places.map(({ block }) => block))}::int[], ${ints(places.map(({ extrinsic }) => extrinsic))}::int[]
        ) as p(block, extrinsic) group by block
      ) p
      join chain.event_runs r on r.block = p.block
      cross join lateral ${eventsOfRuns} where u.extrinsic = any(p.extrinsics) ${newestFirst} limit ${limit}
    `,
  );
}

type Row = Omit<FoundEvent, "hash" | "data"> & { hash: Buffer; data: Buffer };

async function select(db: Db, events: ReturnType<typeof sql>): Promise<FoundEvent[]> {
  const { rows } = await db.execute<Row>(sql`
    select e.*, b.hash from (${events}) e join chain.blocks b on b.number = e.block ${newestFirst}
  `);
  return rows.map(({ hash, data, ...row }) => ({ ...row, hash: toHex(hash), data: toBytes(data) }));
}
