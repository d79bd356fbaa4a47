import type { Hex } from "@pha/codec";
import { type Db, sql } from "@pha/service-kit/db";
import { hexes, ints } from "./arrays.ts";
import { toBuffer, toBytes } from "./columns.ts";

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

/** The height up to which the blocks above `from` have about `rows` events, at least one block further. */
export async function findEventsEnd(db: Db, from: number, to: number, rows: number): Promise<number> {
  const found = await db.execute<{ block: number }>(sql`
    select block from chain.events where block > ${from} and block <= ${to} order by block offset ${rows} limit 1
  `);
  return Math.max(from + 1, found.rows[0]?.block ?? to);
}

/** Events of the blocks above a height, up to another. */
export async function listEventsOfBlocks(db: Db, from: number, to: number): Promise<NamedEvent[]> {
  const { rows } = await db.execute<Omit<NamedEvent, "data"> & { data: Buffer }>(sql`
    select block, coalesce(extrinsic, -1) as extrinsic, pallet, name, data from chain.events
    where block > ${from} and block <= ${to}
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
