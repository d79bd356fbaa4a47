import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProcess } from "@pha/local-infra";
import { eventually, testPostgres } from "@pha/testkit";
import { Client } from "pg";
import { dumpGovernance, type Tables } from "./governance-dump.ts";
import type { GovernanceNetwork } from "./governance-network.ts";

const file = join(import.meta.dirname, "../../services/governance/src/main.ts");

/** From now on a transaction takes a while. */
const slowly = `
  create function governance.slowly() returns trigger language plpgsql as 'begin perform pg_sleep(0.1); return new; end';
  create trigger slowly before insert on governance.events for each row execute function governance.slowly();
`;

/** Whether a transaction of the service is in its midst. */
const isWriting = "select from pg_stat_activity where application_name = 'governance' and wait_event = 'PgSleep'";

/**
 * Has processes make the tables from the first block on, in a database of their own: three are killed, two of them in the
 * midst of a transaction; the fourth comes to a height. Gives the tables, and the heights at which processes were killed.
 */
export async function killAndStartAgain(
  environment: GovernanceNetwork["environment"],
  height: number,
): Promise<{ readonly tables: Tables; readonly killedAt: readonly number[] }> {
  await using opened = new AsyncDisposableStack();
  const { url } = opened.use(await testPostgres());
  const logDir = await mkdtemp(join(tmpdir(), "governance-"));
  opened.defer(() => rm(logDir, { recursive: true }));
  const client = new Client({ connectionString: url });
  await client.connect();
  opened.defer(() => client.end());
  const come = async (): Promise<number> =>
    (await client.query("select height from governance.cursors")).rows[0]?.height ?? 0;
  const start = (name: string) => startProcess({ name, file, env: environment(url), logDir });
  const killedAt: number[] = [];
  const killWhen = async (condition: () => Promise<boolean>) => {
    const child = await start(`killed-${killedAt.length}`);
    await eventually(condition);
    process.kill(child.pid, "SIGKILL");
    await child.ended;
    killedAt.push(await come());
  };

  await killWhen(async () => {
    const found = await client.query("select to_regclass('governance.tips') as there");
    return found.rows[0]?.there !== null;
  });
  await client.query(slowly);
  for (let i = 0; i < 2; i++) await killWhen(async () => ((await client.query(isWriting)).rowCount ?? 0) > 0);
  await client.query("drop trigger slowly on governance.events");
  await using _last = await start("last");
  await eventually(async () => (await come()) >= height, { withinMs: 60_000 });
  return { tables: await dumpGovernance(url), killedAt };
}
