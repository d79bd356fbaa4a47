import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Supervised } from "@pha/devnet";
import { eventually } from "@pha/testkit";
import { Client } from "pg";
import { ask } from "../http.ts";
import type { Stage } from "./stage.ts";

/** Who was killed, and whether the service was in the midst of a transaction. */
export interface Kill {
  readonly name: string;
  readonly inTransaction: boolean;
}

const transactions = "select from pg_stat_activity where application_name = 'governance' and xact_start is not null";

/** Kills one process at a random moment, and waits until the tables have gone on from where the chain was. */
export async function kill(stage: Stage, victim: Supervised): Promise<Kill> {
  const height = stage.ledger.finalized.number;
  await delay(randomInt(0, 60)); // a random moment is what is asked for
  const inTransaction = await isInTransaction(stage.databaseUrl);
  const { pid } = victim;
  victim.kill("SIGKILL");
  await eventually(() => ![0, pid].includes(victim.pid), { withinMs: 60_000 });
  await hasCome(stage, height);
  return { name: victim.name, inTransaction };
}

/** Waits until every replica shows the chain as it is at a height, or later. */
export const hasCome = ({ urls }: Stage, height: number): Promise<unknown> =>
  eventually(
    async () => {
      const shown = await Promise.all(urls.map((url) => ask(`${url}/v1/referenda?limit=1`).catch(nobodyThere)));
      return shown.every((reply) => reply?.status === 200 && reply.body.block >= height);
    },
    { withinMs: 120_000 },
  );

function nobodyThere(error: unknown): undefined {
  if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
}

async function isInTransaction(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return ((await client.query(transactions)).rowCount ?? 0) > 0;
  } finally {
    await client.end();
  }
}
