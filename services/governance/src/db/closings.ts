import { type Db, sql } from "@pha/service-kit/db";
import type { Body } from "../rules/bodies.ts";
import { closings } from "./schema.ts";

/** A body's motion, by its number, which none other gets. */
export interface Motion {
  readonly body: Body;
  readonly index: number;
}

/** Blocks until the next attempt: 16, 64, 256, 1,024, 4,096, and 16,384 from then on. */
const pauseBlocks = sql<number>`16 * power(4, least(${closings.attempts}, 6) - 1)`;

/**
 * Takes it on, for one of all replicas, to close a motion at a block: the how-manieth attempt that is. `undefined` where
 * an attempt was made not long before.
 */
export async function claimClosing(db: Db, motion: Motion, block: number): Promise<number | undefined> {
  const [claimed] = await db
    .insert(closings)
    .values({ ...motion, block, attempts: 1 })
    .onConflictDoUpdate({
      target: [closings.body, closings.index],
      set: { block, attempts: sql`${closings.attempts} + 1` },
      setWhere: sql`${closings.block} + ${pauseBlocks} <= ${block}::bigint`,
    })
    .returning({ attempts: closings.attempts });
  return claimed?.attempts;
}
