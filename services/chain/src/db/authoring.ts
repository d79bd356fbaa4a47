import { type Db, eq, sql } from "@pha/service-kit/db";
import { errors } from "../errors.ts";
import { authoring } from "./schema.ts";

/** Raises the authoring epoch, above another one if need be: every block of a lower one is refused from now on. */
export async function raiseEpoch(db: Db, above = 0n): Promise<bigint> {
  const [row] = await db
    .insert(authoring)
    .values({ epoch: above + 1n })
    .onConflictDoUpdate({
      target: authoring.id,
      set: { epoch: sql`greatest(${authoring.epoch}, ${above}::bigint) + 1` },
    })
    .returning();
  if (!row) throw errors.Fenced();
  return row.epoch;
}

/**
 * Holds the fence until the transaction ends.
 *
 * @throws `chain.Fenced` when somebody has raised the epoch.
 */
export async function requireEpoch(tx: Db, epoch: bigint): Promise<void> {
  const [row] = await tx.select().from(authoring).where(eq(authoring.epoch, epoch)).for("update");
  if (!row) throw errors.Fenced({ epoch });
}
