import { type Db, eq, sql } from "@pha/service-kit/db";
import { closer } from "./schema.ts";

/** Blocks for which whoever closes motions keeps the others from it, since it last said so: longer than one takes. */
const heldBlocks = 8;

/**
 * Has a replica close motions, at a block, unless another one does. A chain that was put back holds nobody up: its blocks
 * are far from those that were told.
 */
export async function holdCloser(db: Db, replica: string, block: number): Promise<boolean> {
  const held = await db
    .insert(closer)
    .values({ replica, block })
    .onConflictDoUpdate({
      target: closer.id,
      set: { replica, block },
      setWhere: sql`${closer.replica} = ${replica} or abs(${closer.block} - ${block}::bigint) >= ${heldBlocks}`,
    })
    .returning({ id: closer.id });
  return held.length > 0;
}

/** Lets another replica close motions at once. */
export async function releaseCloser(db: Db, replica: string): Promise<void> {
  await db.delete(closer).where(eq(closer.replica, replica));
}
