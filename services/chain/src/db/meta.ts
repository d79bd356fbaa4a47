import type { Db } from "@pha/service-kit/db";
import { meta } from "./schema.ts";

export type Meta = Omit<typeof meta.$inferSelect, "id">;

export async function findMeta(db: Db): Promise<Meta | undefined> {
  const [row] = await db.select().from(meta);
  return row;
}

/** Whether it was written: of several at once, one is. */
export async function insertMeta(db: Db, row: Meta): Promise<boolean> {
  return (await db.insert(meta).values(row).onConflictDoNothing().returning()).length > 0;
}
