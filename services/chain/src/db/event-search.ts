import { type Hex, toHex } from "@pha/codec";
import { type Db, sql } from "@pha/service-kit/db";
import type { Place } from "./activity.ts";
import { ints, texts } from "./arrays.ts";
import { toBuffer, toBytes } from "./columns.ts";

/** Where an event stands. */
export interface EventPlace {
  readonly block: number;
  readonly index: number;
}

export interface EventKind {
  readonly pallet: string;
  readonly name: string;
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

const columns = sql`e.block, e.index, e.extrinsic, e.pallet, e.name, e.data`;
const newestFirst = sql`order by e.block desc, e.index desc`;
const within = ({ below, from }: EventRange) => sql`
  e.block >= ${from} and e.block <= ${below.block} and (e.block, e.index) < (${below.block}::int, ${below.index}::int)
`;

/** Events of some kinds: of each kind the newest, by index, and of these the newest. */
export async function listEventsOfKinds(db: Db, kinds: readonly EventKind[], range: EventRange): Promise<FoundEvent[]> {
  return select(
    db,
    sql`
      select e.* from unnest(
        ${texts(kinds.map(({ pallet }) => pallet))}::text[], ${texts(kinds.map(({ name }) => name))}::text[]
      ) as k(pallet, name)
      cross join lateral (
        select ${columns} from chain.events e
        where e.pallet = k.pallet and e.name = k.name and ${within(range)} ${newestFirst} limit ${range.limit}
      ) e ${newestFirst} limit ${range.limit}
    `,
  );
}

/** Events of any kind. */
export async function listEventsBelow(db: Db, range: EventRange): Promise<FoundEvent[]> {
  return select(
    db,
    sql`select ${columns} from chain.events e where ${within(range)} ${newestFirst} limit ${range.limit}`,
  );
}

/** Events of a block, below an index, whose extrinsic touched an account. */
export async function listEventsOfTouching(db: Db, account: Hex, { block, index }: EventPlace): Promise<FoundEvent[]> {
  return select(
    db,
    sql`
      select ${columns} from chain.events e
      where e.block = ${block} and e.index < ${index} and coalesce(e.extrinsic, -1) in (
        select extrinsic from chain.activity where account = ${toBuffer(account)} and block = ${block}
      ) ${newestFirst}
    `,
  );
}

/** Events of some extrinsics, newest first. */
export async function listEventsAt(db: Db, places: readonly Place[]): Promise<FoundEvent[]> {
  return select(
    db,
    sql`
      select ${columns} from unnest(
        ${ints(places.map(({ block }) => block))}::int[], ${ints(places.map(({ extrinsic }) => extrinsic))}::int[]
      ) as p(block, extrinsic)
      join chain.events e on e.block = p.block and e.extrinsic = p.extrinsic
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
