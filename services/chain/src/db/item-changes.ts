import { type Hex, toHex } from "@pha/codec";
import { type Db, sql } from "@pha/service-kit/db";
import { hexes } from "./arrays.ts";
import { toBuffer } from "./columns.ts";

const ITEM_BYTES = 32;

/** The storage item that a key belongs to: pallet and item of most, the key itself of those that are no longer. */
export const itemOf = (key: Hex): Hex => key.slice(0, 2 + 2 * ITEM_BYTES) as Hex;

/** Appends below which items a block changed something. */
export async function insertItemChanges(db: Db, height: number, items: ReadonlySet<Hex>): Promise<void> {
  await db.execute(sql`
    insert into chain.item_changes (item, height) select item, ${height} from unnest(${hexes([...items])}::bytea[]) as t(item)
  `);
}

/**
 * Hash of the newest block, at or below a height, that changed something below a prefix, which is no longer than an
 * item. Steps from item to item, of which there are a few hundred: one for the prefix of an item.
 */
export async function findLastChange(db: Db, height: number, prefix: Hex): Promise<Hex | undefined> {
  const from = toBuffer(prefix);
  const { rows } = await db.execute<{ hash: Buffer }>(sql`
    with recursive i(item) as (
      (select item from chain.item_changes where item >= ${from}::bytea order by item limit 1)
      union all
      select (select c.item from chain.item_changes c where c.item > i.item order by c.item limit 1)
      from i where substring(i.item from 1 for ${from.length}) = ${from}::bytea
    )
    select b.hash from i
    cross join lateral (
      select height from chain.item_changes c where c.item = i.item and c.height <= ${height} order by c.height desc limit 1
    ) v
    join chain.blocks b on b.number = v.height
    where substring(i.item from 1 for ${from.length}) = ${from}::bytea
    order by v.height desc limit 1
  `);
  return rows[0] && toHex(rows[0].hash);
}

/** Whether a prefix is of one item, or of several. */
export const coversItems = (prefix: Hex): boolean => itemOf(prefix) === prefix;
