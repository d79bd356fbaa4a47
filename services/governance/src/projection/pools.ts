import { stakePools } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { type Change, changeHouse } from "../db/house-days.ts";
import { findOwner, insertOwner } from "../db/stake-owners.ts";
import { dayOf } from "../rules/days.ts";
import { topics } from "../rules/topics.ts";
import { on, type Place, type Rule } from "./event.ts";
import { moveStake, poolHouse } from "./stakes.ts";

interface OfPool {
  readonly pool: number;
}

const ofPool = ({ pool }: OfPool) => topics.pool(pool);

const change = (tx: Db, { timeMs }: Place, pool: number, by: Change) =>
  changeHouse(tx, poolHouse(pool), dayOf(timeMs), by);

/** What befalls pools: who owns them, what they earn and lose, whether they are suspended. */
export const poolRules: readonly Rule[] = [
  on(stakePools, "PoolCreated", ofPool, async (tx, { pool, owner }, at) => {
    await insertOwner(tx, poolHouse(pool), owner);
    await change(tx, at, pool, {});
  }),
  on(stakePools, "PoolClosed", ofPool),
  on(stakePools, "CommissionSet", ofPool),
  on(stakePools, "CapSet", ofPool),
  on(stakePools, "Described", ofPool),
  on(stakePools, "Restricted", ofPool),
  on(stakePools, "OwnSharesSet", ofPool),
  on(stakePools, "WorkerAdded", ofPool),
  on(stakePools, "WorkerRemoved", ofPool),
  on(stakePools, "Suspended", ofPool),
  on(stakePools, "Resumed", ofPool),
  on(stakePools, "Rewarded", undefined, (tx, { pool, toDelegators, toOwner }, at) =>
    change(tx, at, pool, { value: toDelegators, toDelegators, toOwner }),
  ),
  on(stakePools, "Slashed", ofPool, (tx, { pool, amount }, at) =>
    change(tx, at, pool, { value: -amount, slashed: amount }),
  ),
  on(stakePools, "OwnSharesLost", undefined, async (tx, { pool, shares }, at) => {
    const who = await findOwner(tx, poolHouse(pool));
    if (who)
      await moveStake(tx, at, poolHouse(pool), { who, what: "lost", shares }, ({ active }) => ({
        active: active - shares,
      }));
    await change(tx, at, pool, { shares: -shares });
  }),
  on(stakePools, "SlashReturned", ofPool, (tx, { pool, amount }, at) =>
    change(tx, at, pool, { value: amount, returned: amount }),
  ),
  // What the owner's shares bore is due to the owner beside the pool's value.
  on(stakePools, "OwnSlashReturned", undefined, (tx, { pool, amount }, at) => change(tx, at, pool, { value: -amount })),
];
