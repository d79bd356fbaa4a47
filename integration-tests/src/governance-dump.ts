import { Client } from "pg";

/** Rows of governance's tables, by table. */
export type Tables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

const names = ["head", "events", "proposals", "referenda", "tips", "child_bounties", "voters", "delegations"];

/** All that follows from the chain. */
export async function dumpGovernance(url: string): Promise<Tables> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const tables: [string, Tables[string]][] = [];
    for (const name of names)
      tables.push([name, (await client.query(`select * from governance.${name} order by 1, 2`)).rows]);
    return Object.fromEntries(tables);
  } finally {
    await client.end();
  }
}

/** The block that the tables are at. */
export const heightOf = ({ head }: Tables): number => Number(head?.[0]?.["number"] ?? 0);

/**
 * What is there of blocks up to a height, in each of several dumps: they go on, and the treasury's periods with them.
 * Proposals and referenda that came or changed later in one of them are left out of all.
 */
export function whatHappened(height: number, ...dumps: readonly Tables[]): Tables[] {
  const isLater = (row: Tables[string][number]) => changes.some((column) => Number(row[column] ?? 0) > height);
  const later = (name: string) =>
    new Set(dumps.flatMap((dump) => dump[name]?.filter(isLater) ?? []).map(({ index }) => index));
  const moving = { proposals: later("proposals"), referenda: later("referenda") };
  return dumps.map(({ head: _, events = [], proposals = [], referenda = [], ...tables }) => ({
    ...tables,
    events: events.filter(({ block }) => Number(block) <= height),
    proposals: proposals.filter(({ index }) => !moving.proposals.has(index)),
    referenda: referenda.filter(({ index }) => !moving.referenda.has(index)),
  }));
}

/** Columns that tell the block of a change. */
const changes = ["proposed_at", "started_at", "ended_at", "dispatched_at"];
