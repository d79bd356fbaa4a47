import { and, type Db, desc, eq, lt } from "@pha/service-kit/db";
import { tips } from "./schema.ts";

/** Open tips, newest first. */
export const listTips = (
  db: Db,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<(typeof tips.$inferSelect)[]> =>
  db
    .select()
    .from(tips)
    .where(and(eq(tips.open, true), before === undefined ? undefined : lt(tips.index, before)))
    .orderBy(desc(tips.index))
    .limit(limit);
