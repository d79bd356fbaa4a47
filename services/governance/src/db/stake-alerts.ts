import { and, type Db, desc, inArray, sql } from "@pha/service-kit/db";
import { alertWords } from "../rules/alerts.ts";
import { topics } from "../rules/topics.ts";
import type { EventRow, Place } from "./events.ts";
import { events } from "./schema.ts";
import type { House } from "./stake-moves.ts";

/** An event that who has something in a pool or vault should know of; of a commission, what it was before. */
export type AlertRow = EventRow & { readonly commissionBefore: number | undefined };

const topicOf = ({ kind, house }: House) => (kind === "pool" ? topics.pool(house) : topics.vault(house));

const commissions = ["PoolCreated", "VaultCreated", "CommissionSet"];

const at = sql`(${events.block}, ${events.index})`;
const placed = ({ block, place }: Place) => sql`(${block}::bigint, ${place}::bigint)`;

/** What happened to pools and vaults that those should know of who have something there, newest first. */
export async function listAlerts(
  db: Db,
  houses: readonly House[],
  { before, limit }: { readonly before: Place | undefined; readonly limit: number },
): Promise<AlertRow[]> {
  if (houses.length === 0) return [];
  const rows = await db
    .select()
    .from(events)
    .where(
      and(
        inArray(events.topic, houses.map(topicOf)),
        inArray(sql`${events.pallet} || '.' || ${events.name}`, [...alertWords.keys()]),
        before && sql`${at} < ${placed(before)}`,
      ),
    )
    .orderBy(desc(events.block), desc(events.index))
    .limit(limit);
  const all: AlertRow[] = [];
  for (const row of rows) all.push({ ...row, commissionBefore: await commissionBefore(db, row) });
  return all;
}

async function commissionBefore(db: Db, { name, topic, block, index }: EventRow): Promise<number | undefined> {
  if (name !== "CommissionSet") return undefined;
  const [last] = await db
    .select({ fields: events.fields })
    .from(events)
    .where(
      and(
        inArray(events.topic, [topic]),
        inArray(events.name, commissions),
        sql`${at} < ${placed({ block, place: index })}`,
      ),
    )
    .orderBy(desc(events.block), desc(events.index))
    .limit(1);
  return last && JSON.parse(last.fields).commission;
}
