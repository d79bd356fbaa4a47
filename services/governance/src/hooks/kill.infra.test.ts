import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { encode, struct } from "@pha/codec";
import { democracy } from "@pha/runtime/spec";
import { Secret } from "@pha/service-kit/config";
import { openDb, sql } from "@pha/service-kit/db";
import { silentLog as log } from "@pha/service-kit/log";
import { eventually } from "@pha/testkit";
import { expect, it } from "vitest";
import { openGround } from "../testing/ground.ts";
import { startReceiver } from "../testing/receiver.ts";

const cancelled = (ref_index: number) => ({
  ...{ extrinsic: 0, pallet: democracy.name, name: "Cancelled" },
  data: encode(struct(democracy.events.Cancelled.fields), { ref_index }),
});

it("what a replica was killed over is delivered by another one, under the same id, and what follows after it", async () => {
  await using ground = await openGround(1, { 1: [cancelled(0), cancelled(1)] });
  await using receiver = await startReceiver();
  receiver.status = undefined;
  const main = join(import.meta.dirname, "../main.ts");
  const killed = spawn(process.execPath, [main], { env: { ...process.env, ...ground.environment }, stdio: "ignore" });
  await using database = await openDb({ service: "governance", url: new Secret(ground.databaseUrl), log });
  await eventually(async () => {
    const found = await database.db.execute(sql`select to_regclass('governance.hooks') as hooks`);
    return found.rows[0]?.["hooks"] !== null;
  });
  await database.db.execute(sql`insert into governance.hooks (url, topics, secret, block, place)
    values (${`http://127.0.0.1:${receiver.port}/`}, '{}', 'whsec_', 0, 0)`);
  await eventually(() => receiver.received.length === 1);
  killed.kill("SIGKILL");
  await once(killed, "exit");
  receiver.status = 200;

  await using _other = await ground.start({ hooksPrivate: true });
  // No earlier than its lease is over: the clock of the database says so.
  await database.db.execute(sql`update governance.hooks set leased_until = now()`);
  await eventually(() => receiver.received.length === 3);
  expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual(["1-0", "1-0", "1-1"]);
});
