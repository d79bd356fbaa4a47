import { type Db, sql } from "@pha/service-kit/db";
import { toBytes } from "./columns.ts";

/** A message that a cluster got in a block. */
export interface ClusterMessage {
  readonly block: number;
  readonly message: Uint8Array;
}

/** Which messages of a cluster: those of the first blocks, or of the last ones, where not all fit. */
export interface WantedMessages {
  readonly cluster: number;
  readonly fromBlock: number;
  readonly toBlock: number;
  readonly isNewest: boolean;
  /** Of all that are given, beyond one block's. */
  readonly most: { readonly bytes: number; readonly messages: number };
}

/** Messages in ledger order, of each block all or none: of as many blocks as fit, and of one if there is any. */
export async function listClusterMessages(db: Db, wanted: WantedMessages): Promise<ClusterMessage[]> {
  const { cluster, fromBlock, toBlock, isNewest, most } = wanted;
  const within = sql`cluster = ${cluster} and block >= ${fromBlock}::bigint and block <= ${toBlock}::bigint`;
  const order = isNewest ? sql`desc` : sql`asc`;
  const { rows: sizes } = await db.execute<{ block: number; size: number }>(sql`
    select block, length(bytes) as size from chain.messages where ${within} order by block ${order} limit ${most.messages + 1}
  `);
  const [first] = sizes;
  if (!first) return [];
  let last = first.block;
  let bytes = 0;
  for (const [i, { block, size }] of sizes.entries()) {
    bytes += size;
    if (bytes > most.bytes || i === most.messages) break;
    if (sizes[i + 1]?.block !== block) last = block;
  }
  const [low, high] = isNewest ? [last, first.block] : [first.block, last];
  const { rows } = await db.execute<{ block: number; bytes: Buffer }>(sql`
    select block, bytes from chain.messages
    where cluster = ${cluster} and block >= ${low} and block <= ${high} order by block, index
  `);
  return rows.map(({ block, bytes }) => ({ block, message: toBytes(bytes) }));
}
