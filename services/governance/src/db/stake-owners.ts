import type { AccountId } from "@pha/codec";
import { and, type Db, eq } from "@pha/service-kit/db";
import { stakeOwners } from "./schema.ts";
import type { House } from "./stake-moves.ts";

/** A pool or vault begins. */
export async function insertOwner(tx: Db, { kind, house }: House, owner: AccountId): Promise<void> {
  await tx.insert(stakeOwners).values({ kind, house, owner });
}

/** Whose a pool or vault is; of one that the network began with, nobody's. */
export async function findOwner(tx: Db, { kind, house }: House): Promise<AccountId | undefined> {
  const [row] = await tx
    .select()
    .from(stakeOwners)
    .where(and(eq(stakeOwners.kind, kind), eq(stakeOwners.house, house)));
  return row?.owner;
}
