import type { AccountId } from "@pha/codec";
import type { StakeKind } from "@pha/runtime/spec";
import { and, type Db, desc, eq, lt, sql } from "@pha/service-kit/db";
import type { Place } from "./events.ts";
import { stakeMoves } from "./schema.ts";

/** A pool or a vault. */
export interface House {
  readonly kind: StakeKind;
  readonly house: number;
}

export type Move = typeof stakeMoves.$inferSelect;

/** How an account stands in a pool or vault. */
export type Standing = Pick<Move, "active" | "asked" | "batch" | "claimed" | "contributed" | "withdrawn">;

export const noStanding: Standing = {
  ...{ active: 0n, asked: 0n, batch: null, claimed: 0n },
  ...{ contributed: 0n, withdrawn: 0n },
};

const isIn = ({ kind, house }: House) => and(eq(stakeMoves.kind, kind), eq(stakeMoves.house, house));

/** How an account stood in a pool or vault before a time; now where none is given. */
export async function findStanding(db: Db, account: AccountId, house: House, beforeMs?: bigint): Promise<Standing> {
  const { active, asked, batch, claimed, contributed, withdrawn } = stakeMoves;
  const [row] = await db
    .select({ active, asked, batch, claimed, contributed, withdrawn })
    .from(stakeMoves)
    .where(and(eq(stakeMoves.account, account), isIn(house), isBefore(beforeMs)))
    .orderBy(desc(stakeMoves.block), desc(stakeMoves.index))
    .limit(1);
  return row ?? noStanding;
}

const isBefore = (timeMs: bigint | undefined) => (timeMs === undefined ? undefined : lt(stakeMoves.timeMs, timeMs));

export async function insertMove(tx: Db, move: Move): Promise<void> {
  await tx.insert(stakeMoves).values(move);
}

/** Whose moves are asked for: an account's, or those in a pool or vault. */
export type Whose = { readonly account: AccountId } | House;

/** Moves, newest first. */
export const listMoves = (
  db: Db,
  whose: Whose,
  { before, limit }: { readonly before: Place | undefined; readonly limit: number },
): Promise<Move[]> =>
  db
    .select()
    .from(stakeMoves)
    .where(
      and(
        "account" in whose ? eq(stakeMoves.account, whose.account) : isIn(whose),
        before && sql`(${stakeMoves.block}, ${stakeMoves.index}) < (${before.block}::bigint, ${before.place}::bigint)`,
      ),
    )
    .orderBy(desc(stakeMoves.block), desc(stakeMoves.index))
    .limit(limit);

/** In which pools and vaults an account ever did something before a time, and since when: in their order. */
export async function listHouses(
  db: Db,
  account: AccountId,
  { beforeMs, limit }: { readonly beforeMs: bigint | undefined; readonly limit: number },
): Promise<(House & { readonly sinceMs: bigint })[]> {
  return db
    .selectDistinctOn([stakeMoves.kind, stakeMoves.house], {
      ...{ kind: stakeMoves.kind, house: stakeMoves.house, sinceMs: stakeMoves.timeMs },
    })
    .from(stakeMoves)
    .where(and(eq(stakeMoves.account, account), isBefore(beforeMs)))
    .orderBy(stakeMoves.kind, stakeMoves.house, stakeMoves.block, stakeMoves.index)
    .limit(limit);
}
