import { type Hex, toHex } from "@pha/codec";
import { and, asc, type Db, gt, gte, lte, sql } from "@pha/service-kit/db";
import { toBytes } from "./columns.ts";
import { findFinalizedNumber } from "./finality.ts";
import { blocks, extrinsics } from "./schema.ts";

/** A block that was written, as far as memory follows it. */
export interface WrittenBlock {
  /** SCALE. */
  readonly header: Uint8Array;
  readonly extrinsics: readonly { readonly hash: Hex; readonly ok: boolean }[];
  readonly changes: ReadonlyMap<Hex, Uint8Array | undefined>;
}

/** How the chain has gone on from a block. */
export interface Course {
  /** The newest certified height. */
  readonly finalized: number;
  /** Hashes by height, from the block itself on. */
  readonly hashes: ReadonlyMap<number, Hex>;
}

/** At most so many hashes at a time: more than can be undone. */
const MAX_HASHES = 256;

/** State of a height in the database, and of those above it. */
export async function findCourse(tx: Db, from: number): Promise<Course> {
  const finalized = await findFinalizedNumber(tx);
  const rows = await tx
    .select({ number: blocks.number, hash: blocks.hash })
    .from(blocks)
    .where(gte(blocks.number, from))
    .orderBy(asc(blocks.number))
    .limit(MAX_HASHES);
  return { finalized, hashes: new Map(rows.map(({ number, hash }) => [number, hash])) };
}

/** The blocks above a height, `limit` at most, in order. */
export async function listWritten(tx: Db, above: number, limit: number): Promise<WrittenBlock[]> {
  const to = above + limit;
  const rows = await tx
    .select({ number: blocks.number, header: blocks.header })
    .from(blocks)
    .where(and(gt(blocks.number, above), lte(blocks.number, to)))
    .orderBy(asc(blocks.number));
  if (rows.length === 0) return [];
  const bodies = Map.groupBy(
    await tx
      .select({ block: extrinsics.block, hash: extrinsics.hash, ok: extrinsics.ok })
      .from(extrinsics)
      .where(and(gt(extrinsics.block, above), lte(extrinsics.block, to)))
      .orderBy(asc(extrinsics.block), asc(extrinsics.index)),
    ({ block }) => block,
  );
  const changes = Map.groupBy(await listChanges(tx, above, to), ({ height }) => height);
  return rows.map(({ number, header }) => ({
    header,
    extrinsics: (bodies.get(number) ?? []).map(({ hash, ok }) => ({ hash, ok })),
    changes: new Map(changes.get(number)?.map(({ key, value }) => [toHex(key), value ? toBytes(value) : undefined])),
  }));
}

async function listChanges(tx: Db, above: number, to: number) {
  const { rows } = await tx.execute<{ height: number; key: Buffer; value: Buffer | null }>(
    sql`select height, key, value from chain.state_values where height > ${above} and height <= ${to}`,
  );
  return rows;
}
