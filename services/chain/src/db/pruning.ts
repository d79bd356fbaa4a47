import { codeKey } from "@pha/runtime";
import { type Db, sql } from "@pha/service-kit/db";
import { toBuffer } from "./columns.ts";

/** A table of rows `(id, height, content)`, appended: what an id holds at a height is its newest row at or below it. */
const histories = {
  // Every runtime stays: old blocks are shown by the one that executed them.
  values: { table: sql`chain.state_values`, id: sql`key`, content: sql`value`, kept: sql`${toBuffer(codeKey)}` },
  items: { table: sql`chain.item_changes`, id: sql`item`, content: sql`height`, kept: sql`null` },
  pages: { table: sql`chain.tree_pages`, id: sql`path`, content: sql`page`, kept: sql`null` },
};

/**
 * Removes rows of the state and its tree that no read at height `to` or above, nor one of genesis, can find: what was
 * written by block `to` or an earlier one and has been overwritten since, by one of them. Everything up to `from` must
 * have been pruned before.
 */
export async function pruneHistory(
  db: Db,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  for (const { table, id, content, kept } of Object.values(histories))
    await db.execute(sql`
      with written as (select distinct ${id} as id from ${table} where height > ${from} and height <= ${to}),
      newest as (
        select w.id, n.height, n.content is null as is_removed from written w
        cross join lateral (
          select height, ${content} as content from ${table} h
          where h.${id} = w.id and h.height <= ${to} order by h.height desc limit 1
        ) n
      )
      delete from ${table} h using newest n
      where h.${id} = n.id and h.height > 0 and h.${id} is distinct from ${kept} and (
        h.height < n.height
        or h.height = n.height and n.is_removed
          and not exists (select from ${table} g where g.${id} = n.id and g.height = 0)
      )
    `);
}

/** The height up to which blocks above `from` wrote about `rows` rows of state and tree, at least one block further. */
export async function findBatchEnd(db: Db, from: number, to: number, rows: number): Promise<number> {
  let end = to;
  for (const { table } of Object.values(histories)) {
    const found = await db.execute<{ height: number }>(sql`
      select height from ${table} where height > ${from} and height <= ${end} order by height offset ${rows} limit 1
    `);
    end = found.rows[0]?.height ?? end;
  }
  return Math.max(from + 1, end);
}

/** Forgets extrinsics that were given up more than a day ago; at most so many at a time. */
export async function pruneGivenUp(db: Db, limit: number): Promise<void> {
  await db.execute(sql`
    delete from chain.pool where sequence in (
      select sequence from chain.pool
      where verdict is not null and received_at < now() - interval '1 day' order by sequence limit ${limit}
    )
  `);
}
