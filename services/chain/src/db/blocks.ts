import { type Hex, toHex } from "@pha/codec";
import { and, type Db, desc, eq, gte, lt, sql } from "@pha/service-kit/db";
import { bools, byteas, hexes, ints } from "./arrays.ts";
import { toBytes } from "./columns.ts";
import { blocks, extrinsics, messages } from "./schema.ts";

export type BlockRow = typeof blocks.$inferSelect;
export type MessageRow = Omit<typeof messages.$inferSelect, "block">;
export type ExtrinsicRow = Omit<typeof extrinsics.$inferSelect, "block">;

export async function insertBlock(db: Db, row: BlockRow): Promise<void> {
  await db.insert(blocks).values(row);
}

export async function findBlockByNumber(db: Db, number: number): Promise<BlockRow | undefined> {
  const [row] = await db.select().from(blocks).where(eq(blocks.number, number));
  return row;
}

export async function findBlockByHash(db: Db, hash: Hex): Promise<BlockRow | undefined> {
  const [row] = await db.select().from(blocks).where(eq(blocks.hash, hash));
  return row;
}

export async function findHead(db: Db): Promise<BlockRow | undefined> {
  const [row] = await db.select().from(blocks).orderBy(desc(blocks.number)).limit(1);
  return row;
}

export async function insertExtrinsics(db: Db, block: number, rows: readonly ExtrinsicRow[]): Promise<void> {
  const column = <K extends keyof ExtrinsicRow>(name: K) => rows.map((row) => row[name]);
  await db.execute(sql`
    insert into chain.extrinsics (block, index, hash, bytes, ok)
    select ${block}, t.* from unnest(
      ${ints(column("index"))}::int[], ${hexes(column("hash"))}::bytea[],
      ${byteas(column("bytes"))}::bytea[], ${bools(column("ok"))}::bool[]
    ) as t
  `);
}

export async function listExtrinsics(db: Db, block: number): Promise<ExtrinsicRow[]> {
  return db.select().from(extrinsics).where(eq(extrinsics.block, block)).orderBy(extrinsics.index);
}

export async function findExtrinsic(db: Db, hash: Hex): Promise<typeof extrinsics.$inferSelect | undefined> {
  const [row] = await db.select().from(extrinsics).where(eq(extrinsics.hash, hash));
  return row;
}

/** Extrinsics by their place, with the hash of their block. */
export async function listExtrinsicsAt(db: Db, places: readonly { block: number; extrinsic: number }[]) {
  const { rows } = await db.execute<{ block: number; index: number; bytes: Buffer; hash: Buffer; header: Buffer }>(sql`
    select x.block, x.index, x.bytes, b.hash, b.header from unnest(
      ${ints(places.map(({ block }) => block))}::int[], ${ints(places.map(({ extrinsic }) => extrinsic))}::int[]
    ) as p(block, extrinsic)
    join chain.extrinsics x on x.block = p.block and x.index = p.extrinsic
    join chain.blocks b on b.number = x.block
  `);
  return rows.map(({ bytes, hash, header, ...row }) => ({
    ...row,
    bytes: toBytes(bytes),
    hash: toHex(hash),
    header: toBytes(header),
  }));
}

export async function insertMessages(db: Db, block: number, rows: readonly MessageRow[]): Promise<void> {
  if (rows.length > 0) await db.insert(messages).values(rows.map((row) => ({ ...row, block })));
}

export async function listMessages(db: Db, block: number): Promise<MessageRow[]> {
  return db.select().from(messages).where(eq(messages.block, block)).orderBy(messages.index);
}

/** Which of the blocks from a height to below another have messages. */
export async function listBlocksWithMessages(db: Db, from: number, end: number): Promise<ReadonlySet<number>> {
  const within = and(gte(messages.block, from), lt(messages.block, end));
  const rows = await db.selectDistinctOn([messages.block], { block: messages.block }).from(messages).where(within);
  return new Set(rows.map(({ block }) => block));
}
