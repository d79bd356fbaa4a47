import type { Hex } from "@pha/codec";
import { asc, type Db, eq, inArray, isNull, sql } from "@pha/service-kit/db";
import { byteas, hexes, ints, texts } from "./arrays.ts";
import { toBuffer } from "./columns.ts";
import { pool } from "./schema.ts";

export type PoolRow = typeof pool.$inferSelect;
export type Verdict = NonNullable<PoolRow["verdict"]>;

export interface Accepted {
  readonly hash: Hex;
  readonly bytes: Uint8Array;
  /** By the state after which block its signature was verified. */
  readonly verifiedAt: number | null;
}

/**
 * Stores accepted extrinsics in one statement and returns the sequence of each, in order;
 * `undefined` for one that the pool or a block has already. One given up earlier waits again.
 */
export async function insertAccepted(db: Db, accepted: readonly Accepted[]): Promise<(number | undefined)[]> {
  const { rows } = await db.execute<{ hash: Buffer; sequence: string }>(sql`
    insert into chain.pool as p (hash, bytes, verified_at)
    select t.hash, t.bytes, t.verified_at
    from unnest(
      ${hexes(accepted.map(({ hash }) => hash))}::bytea[],
      ${byteas(accepted.map(({ bytes }) => bytes))}::bytea[],
      ${ints(accepted.map(({ verifiedAt }) => verifiedAt))}::int[]
    ) with ordinality as t(hash, bytes, verified_at, place)
    where not exists (select from chain.extrinsics e where e.hash = t.hash)
    order by t.place
    on conflict (hash) do update set verdict = null, reason = null, verified_at = excluded.verified_at
    where p.verdict is not null
    returning hash, sequence
  `);
  const sequences = new Map(rows.map(({ hash, sequence }) => [hash.toString("hex"), Number(sequence)]));
  return accepted.map(({ hash }) => sequences.get(hash.slice(2)));
}

/** Ends the wait of those that no block will take. */
export async function giveUp(
  db: Db,
  given: readonly { readonly hash: Hex; readonly verdict: Verdict; readonly reason: string }[],
): Promise<void> {
  if (given.length === 0) return;
  await db.execute(sql`
    update chain.pool as p set verdict = t.verdict, reason = t.reason
    from unnest(
      ${hexes(given.map(({ hash }) => hash))}::bytea[],
      ${texts(given.map(({ verdict }) => verdict))}::text[],
      ${texts(given.map(({ reason }) => reason))}::text[]
    ) as t(hash, verdict, reason)
    where p.hash = t.hash
  `);
}

/** Removes extrinsics that a block includes: they are rows of `extrinsics` from here on. */
export async function deleteIncluded(db: Db, hashes: readonly Hex[]): Promise<void> {
  await db.execute(sql`delete from chain.pool where hash = any(${hexes(hashes)}::bytea[])`);
}

export async function listWaiting(db: Db): Promise<PoolRow[]> {
  return db.select().from(pool).where(isNull(pool.verdict)).orderBy(asc(pool.sequence));
}

/** Hashes of all that wait. */
export async function listWaitingHashes(db: Db): Promise<Hex[]> {
  const rows = await db.select({ hash: pool.hash }).from(pool).where(isNull(pool.verdict));
  return rows.map(({ hash }) => hash);
}

/** Those of some that are in no block. */
export async function listPooled(db: Db, hashes: readonly Hex[]): Promise<PoolRow[]> {
  return db
    .select()
    .from(pool)
    .where(inArray(pool.hash, [...hashes]))
    .orderBy(asc(pool.sequence));
}

/** Whether an extrinsic waits or is in a block, at one moment: it goes from the one to the other. */
export async function isWaitingOrIncluded(db: Db, hash: Hex): Promise<boolean> {
  const own = toBuffer(hash);
  const { rows } = await db.execute<{ known: boolean }>(sql`
    select exists (select from chain.pool where hash = ${own} and verdict is null)
      or exists (select from chain.extrinsics where hash = ${own}) as known
  `);
  return rows[0]?.known === true;
}

export async function findPooled(db: Db, hash: Hex): Promise<PoolRow | undefined> {
  const [row] = await db.select().from(pool).where(eq(pool.hash, hash));
  return row;
}
