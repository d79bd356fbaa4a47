import { Client } from "pg";

/** Rows of governance's tables, by table. */
export type Tables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

const names = ["head", "events", "proposals", "referenda", "tips", "voters", "delegations"];

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

/** What is there of blocks up to a height: they go on, and the treasury's periods with them. */
export const whatHappened = ({ head: _, events = [], ...tables }: Tables, height: number): Tables => ({
  ...tables,
  events: events.filter(({ block }) => Number(block) <= height),
});
