import { type Db, sql } from "@pha/service-kit/db";
import { byteas, texts } from "./arrays.ts";
import { toBytes } from "./columns.ts";

/** Appends the pages of the state tree that a block changed; `undefined` removes. */
export async function insertTreePages(
  db: Db,
  height: number,
  pages: ReadonlyMap<string, Uint8Array | undefined>,
): Promise<void> {
  const contents = [...pages.values()].map((page) => page ?? null);
  await db.execute(sql`
    insert into chain.tree_pages (path, height, page)
    select path, ${height}, page
    from unnest(${texts([...pages.keys()])}::text[], ${byteas(contents)}::bytea[]) as t(path, page)
  `);
}

/** The newest pages at or below a height; paths without one are left out. */
export async function listTreePages(
  db: Db,
  height: number,
  paths: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const { rows } = await db.execute<{ path: string; page: Buffer }>(sql`
    select p.path, v.page
    from unnest(${texts([...paths])}::text[]) as p(path)
    cross join lateral (
      select page from chain.tree_pages t where t.path = p.path and t.height <= ${height} order by t.height desc limit 1
    ) v
    where v.page is not null
  `);
  return new Map(rows.map(({ path, page }) => [path, toBytes(page)]));
}
