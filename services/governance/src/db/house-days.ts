import { and, asc, type Db, desc, eq, gte, lt, lte } from "@pha/service-kit/db";
import { houseDays } from "./schema.ts";
import type { House } from "./stake-moves.ts";

export type HouseDay = typeof houseDays.$inferSelect;

/** What happens to a pool or vault: what comes to its shares and its value, and of which kind that is. */
export type Change = Partial<Omit<HouseDay, "kind" | "house" | "day">>;

const isIn = ({ kind, house }: House) => and(eq(houseDays.kind, kind), eq(houseDays.house, house));

/** Nothing has happened on a day yet. */
export const noFlows = { toDelegators: 0n, toOwner: 0n, slashed: 0n, returned: 0n };

/** A pool or vault as it was at the end of a day: on that day itself, or on the last one before on which something was. */
export async function findHouseDay(db: Db, house: House, day: number): Promise<HouseDay | undefined> {
  const [row] = await db
    .select()
    .from(houseDays)
    .where(and(isIn(house), lte(houseDays.day, day)))
    .orderBy(desc(houseDays.day))
    .limit(1);
  return row;
}

/** The first day of a pool or vault. */
export async function findFirstDay(db: Db, house: House): Promise<number | undefined> {
  const [row] = await db.select().from(houseDays).where(isIn(house)).orderBy(asc(houseDays.day)).limit(1);
  return row?.day;
}

/** Days on which something happened, of those from one on and before another. */
export const listHouseDays = (db: Db, house: House, from: number, before: number): Promise<HouseDay[]> =>
  db
    .select()
    .from(houseDays)
    .where(and(isIn(house), gte(houseDays.day, from), lt(houseDays.day, before)));

/** Something happens to a pool or vault on a day, the newest one. */
export async function changeHouse(tx: Db, { kind, house }: House, day: number, change: Change): Promise<void> {
  const last = await findHouseDay(tx, { kind, house }, day);
  const before = { shares: 0n, value: 0n, ...last, ...(last?.day === day ? {} : noFlows) };
  const row = {
    ...{ kind, house, day },
    shares: before.shares + (change.shares ?? 0n),
    value: before.value + (change.value ?? 0n),
    toDelegators: (before.toDelegators ?? 0n) + (change.toDelegators ?? 0n),
    toOwner: (before.toOwner ?? 0n) + (change.toOwner ?? 0n),
    slashed: (before.slashed ?? 0n) + (change.slashed ?? 0n),
    returned: (before.returned ?? 0n) + (change.returned ?? 0n),
  };
  const target = [houseDays.kind, houseDays.house, houseDays.day];
  await tx.insert(houseDays).values(row).onConflictDoUpdate({ target, set: row });
}
