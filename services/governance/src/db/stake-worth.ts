import type { AccountId } from "@pha/codec";
import { type Fund, vaultAccount } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { beginOf } from "../rules/days.ts";
import { worthOfPosition } from "../rules/worth.ts";
import { findHouseDay } from "./house-days.ts";
import { findBatch } from "./stake-batches.ts";
import { findStanding, type House, listHouses, type Standing } from "./stake-moves.ts";

/** More than a vault has ever been in. */
const mostPools = 1_000;

/** What all shares of a pool or vault were worth together at the end of a day. */
export async function fundAt(db: Db, house: House, day: number): Promise<Fund> {
  const found = await findHouseDay(db, house, day);
  const { shares, value } = found ?? { shares: 0n, value: 0n };
  if (house.kind === "pool") return { shares, value };
  const account = vaultAccount(house.house);
  let all = value;
  for (const pool of await listHouses(db, account, { beforeMs: beginOf(day + 1), limit: mostPools }))
    all += (await worthAt(db, account, pool, day)).worth;
  return { shares, value: all };
}

/** How an account stood in a pool or vault at the end of a day, and what that was worth. */
export async function worthAt(
  db: Db,
  account: AccountId,
  house: House,
  day: number,
): Promise<{ readonly standing: Standing; readonly worth: bigint }> {
  const before = beginOf(day + 1);
  const standing = await findStanding(db, account, house, before);
  if (standing.active === 0n && standing.asked === 0n) return { standing, worth: 0n };
  const batch = standing.batch === null ? undefined : await findBatch(db, house, standing.batch, before);
  return { standing, worth: worthOfPosition(standing, batch, await fundAt(db, house, day)) };
}
