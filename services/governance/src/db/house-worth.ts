import type { Db } from "@pha/service-kit/db";
import { findFirstDay, type HouseDay, listHouseDays, noFlows } from "./house-days.ts";
import type { House } from "./stake-moves.ts";
import { fundAt } from "./stake-worth.ts";

/** A page of days, newest first: those before one. */
interface Down {
  readonly before: number;
  readonly limit: number;
}

/** What a pool or vault was worth at the end of days, and what happened on them; where the next page begins. */
export async function listWorth(db: Db, house: House, { before, limit }: Down) {
  const first = await findFirstDay(db, house);
  const from = Math.max(first ?? before, before - limit);
  const known = new Map((await listHouseDays(db, house, from, before)).map((row) => [row.day, row]));
  const days: Omit<HouseDay, "kind" | "house">[] = [];
  for (let day = before - 1; day >= from; day--) {
    const { toDelegators, toOwner, slashed, returned } = known.get(day) ?? noFlows;
    days.push({ day, ...(await fundAt(db, house, day)), toDelegators, toOwner, slashed, returned });
  }
  return { days, next: first !== undefined && from > first ? from : undefined };
}
