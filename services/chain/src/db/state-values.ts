import { type Hex, toHex } from "@pha/codec";
import { type Db, sql } from "@pha/service-kit/db";
import type { KeyRange } from "../ledger/ledger.ts";
import { byteas, hexes } from "./arrays.ts";
import { toBuffer, toBytes } from "./columns.ts";

type Values = Map<Hex, Uint8Array | undefined>;

/** Appends what a block changed; `undefined` removes. */
export async function insertStateValues(
  db: Db,
  height: number,
  changes: ReadonlyMap<Hex, Uint8Array | undefined>,
): Promise<void> {
  const keys = [...changes.keys()];
  const values = [...changes.values()].map((value) => value ?? null);
  await db.execute(sql`
    insert into chain.state_values (key, height, value)
    select key, ${height}, value from unnest(${hexes(keys)}::bytea[], ${byteas(values)}::bytea[]) as t(key, value)
  `);
}

/** The newest values at or below a height: one entry for every key. */
export async function listStateValues(db: Db, height: number, keys: readonly Hex[]): Promise<Values> {
  const values: Values = new Map(keys.map((key) => [key, undefined]));
  const { rows } = await db.execute<{ key: Buffer; value: Buffer }>(sql`
    select k.key, v.value
    from unnest(${hexes(keys)}::bytea[]) as k(key)
    cross join lateral (
      select value from chain.state_values s where s.key = k.key and s.height <= ${height} order by s.height desc limit 1
    ) v
    where v.value is not null
  `);
  for (const { key, value } of rows) values.set(toHex(key), toBytes(value));
  return values;
}

/** A range of the state after a block. */
type StateRange = KeyRange & { readonly height: number };

/**
 * `page(key, value)`: what a range holds, in the order of keys. Steps from key to key in the index, so the number of old
 * values of a key does not matter.
 */
function pageOf({ height, prefix, start, limit }: StateRange) {
  const from = toBuffer(prefix);
  return sql`
    recursive k(key) as (
      (select key from chain.state_values
        where key >= ${from}::bytea and key > ${toBuffer(start ?? "0x")}::bytea order by key limit 1)
      union all
      select (select s.key from chain.state_values s where s.key > k.key order by s.key limit 1)
      from k where substring(k.key from 1 for ${from.length}) = ${from}::bytea
    ),
    page as (
      select k.key, v.value from k
      cross join lateral (
        select value from chain.state_values s where s.key = k.key and s.height <= ${height} order by s.height desc limit 1
      ) v
      where substring(k.key from 1 for ${from.length}) = ${from}::bytea and v.value is not null
      limit ${limit}
    )
  `;
}

/** Keys with a value at a height that start with `prefix` and lie behind `start`, ascending. */
export async function listStateKeys(db: Db, range: StateRange): Promise<Hex[]> {
  const { rows } = await db.execute<{ key: Buffer }>(sql`with ${pageOf(range)} select key from page`);
  return rows.map(({ key }) => toHex(key));
}

/** The same with their values, as many as fit into so many bytes: at least one if there is one. */
export async function listStateEntries(
  db: Db,
  { maxBytes, ...range }: StateRange & { readonly maxBytes: number },
): Promise<Map<Hex, Uint8Array>> {
  const { rows } = await db.execute<{ key: Buffer; value: Buffer }>(sql`
    with ${pageOf(range)},
    sized as (select key, value, sum(length(value)) over (order by key) - length(value) as before from page)
    select key, value from sized where before < ${maxBytes} order by key
  `);
  return new Map(rows.map(({ key, value }) => [toHex(key), toBytes(value)]));
}

/** Keys that blocks above `since`, up to `height`, have written, ascending. */
export async function listChangedKeys(
  db: Db,
  { height, since, prefix, start, limit }: KeyRange & { readonly height: number; readonly since: number },
): Promise<Hex[]> {
  const from = toBuffer(prefix);
  const { rows } = await db.execute<{ key: Buffer }>(sql`
    select distinct key from chain.state_values
    where height > ${since} and height <= ${height} and key > ${toBuffer(start ?? "0x")}::bytea
      and substring(key from 1 for ${from.length}) = ${from}::bytea
    order by key limit ${limit}
  `);
  return rows.map(({ key }) => toHex(key));
}
