import { type Hex, toHex } from "@pha/codec";
import { type Db, sql } from "@pha/service-kit/db";
import type { KeyRange, StateChange } from "../ledger/ledger.ts";
import type { Reading } from "../ledger/read-budget.ts";
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

/** The newest values at or below a height: one entry for every key, which are all different. */
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

/** The same for the first of the keys: as many as have no more than so many bytes in all. */
export async function listFewStateValues(
  db: Db,
  height: number,
  keys: readonly Hex[],
  maxBytes: number,
): Promise<Values> {
  const { rows } = await db.execute<{ key: Buffer; value: Buffer | null }>(sql`
    select key, case when bytes <= ${maxBytes} then value end as value from (
      select k.key, v.value, sum(length(v.value)) over (order by k.place) as bytes
      from unnest(${hexes(keys)}::bytea[]) with ordinality as k(key, place)
      cross join lateral (
        select value from chain.state_values s where s.key = k.key and s.height <= ${height} order by s.height desc limit 1
      ) v
      where v.value is not null
    ) sized
  `);
  const found = new Map(rows.map(({ key, value }) => [toHex(key), value && toBytes(value)]));
  const values: Values = new Map();
  for (const key of keys) {
    const value = found.get(key);
    if (value === null) break;
    values.set(key, value);
  }
  return values;
}

/**
 * What blocks above `since`, up to `height`, have left under some keys, in the order of blocks; `undefined` when that is
 * more than so many values or bytes.
 */
export async function listStateChanges(
  db: Db,
  keys: readonly Hex[],
  { since, height, most }: { readonly since: number; readonly height: number; readonly most: Reading },
): Promise<StateChange[] | undefined> {
  const { rows } = await db.execute<{ key: Buffer; height: number; value: Buffer | null; bytes: string }>(sql`
    select key, height, case when bytes <= ${most.bytes} then value end as value, bytes from (
      select key, height, value, coalesce(sum(length(value)) over (order by height, key), 0) as bytes from (
        select s.key, s.height, s.value from unnest(${hexes(keys)}::bytea[]) as k(key)
        join chain.state_values s on s.key = k.key and s.height > ${since} and s.height <= ${height}
        limit ${most.rows + 1}
      ) changed
    ) sized order by height, key
  `);
  if (rows.length > most.rows || Number(rows.at(-1)?.bytes ?? 0) > most.bytes) return undefined;
  return rows.map(({ key, height: at, value }) => ({
    key: toHex(key),
    height: at,
    value: value ? toBytes(value) : undefined,
  }));
}

/** A range of the state after a block. */
type StateRange = KeyRange & { readonly height: number };

/** More keys than there are. */
const ANY_STEPS = 0x7fff_ffff;

/**
 * `page(key, value, step)`: what a range holds, in the order of keys. Steps from key to key in the index, so the number
 * of old values of a key does not matter; a key that holds nothing is a step, too.
 */
function pageOf({ height, prefix, start, limit }: StateRange, maxSteps = ANY_STEPS) {
  const from = toBuffer(prefix);
  return sql`
    recursive k(key, step) as (
      (select key, 1 from chain.state_values
        where key >= ${from}::bytea and key > ${toBuffer(start ?? "0x")}::bytea order by key limit 1)
      union all
      select (select s.key from chain.state_values s where s.key > k.key order by s.key limit 1), k.step + 1
      from k where substring(k.key from 1 for ${from.length}) = ${from}::bytea and k.step < ${maxSteps}
    ),
    page as (
      select k.key, v.value, k.step from k
      cross join lateral (
        select value from chain.state_values s where s.key = k.key and s.height <= ${height} order by s.height desc limit 1
      ) v
      where substring(k.key from 1 for ${from.length}) = ${from}::bytea and v.value is not null
      limit ${limit}
    )
  `;
}

/**
 * Keys with a value at a height that start with `prefix` and lie behind `start`, ascending, and how many steps it took to
 * find them; the keys are `undefined` when so many steps were not enough.
 */
export async function findStateKeys(
  db: Db,
  range: StateRange,
  maxSteps: number,
): Promise<{ readonly keys: Hex[] | undefined; readonly steps: number }> {
  const page = pageOf(range, maxSteps);
  const { rows } = await db.execute<{ key: Buffer; step: number }>(sql`with ${page} select key, step from page`);
  const keys = rows.map(({ key }) => toHex(key));
  if (keys.length === range.limit) return { keys, steps: rows.at(-1)?.step ?? 0 };
  const [end] = (await db.execute<{ steps: number | null }>(sql`with ${page} select max(step) as steps from k`)).rows;
  const steps = end?.steps ?? 0;
  return { keys: steps < maxSteps ? keys : undefined, steps };
}

/** The same, however many steps it takes. */
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
