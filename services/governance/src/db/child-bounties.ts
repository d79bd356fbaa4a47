import { and, type Db, desc, eq, lt } from "@pha/service-kit/db";
import { childBounties } from "./schema.ts";

interface Wanted {
  /** Of every bounty when absent. */
  readonly bounty?: number;
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Child bounties that are neither paid nor closed, newest first. */
export const listChildBounties = (db: Db, { bounty, before, limit }: Wanted) =>
  db
    .select({ bounty: childBounties.bounty, index: childBounties.index })
    .from(childBounties)
    .where(
      and(
        eq(childBounties.open, true),
        bounty === undefined ? undefined : eq(childBounties.bounty, bounty),
        before === undefined ? undefined : lt(childBounties.index, before),
      ),
    )
    .orderBy(desc(childBounties.index))
    .limit(limit);
