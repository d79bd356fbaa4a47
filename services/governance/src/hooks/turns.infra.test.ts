import { encode, struct } from "@pha/codec";
import { democracy } from "@pha/runtime/spec";
import { Secret } from "@pha/service-kit/config";
import { openDb } from "@pha/service-kit/db";
import { silentLog as log } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { eventually } from "@pha/testkit";
import { expect, it } from "vitest";
import { insertHook, type Leased, leaseHook } from "../db/hooks.ts";
import { makeTelemetry } from "../telemetry.ts";
import { openGround } from "../testing/ground.ts";
import { startReceiver } from "../testing/receiver.ts";
import { deliver } from "./deliver.ts";

const cancelled = (ref_index: number) => ({
  ...{ extrinsic: 0, pallet: democracy.name, name: "Cancelled" },
  data: encode(struct(democracy.events.Cancelled.fields), { ref_index }),
});

it("a hook with more to deliver than its turn takes gives way to who has waited longest", async () => {
  await using ground = await openGround(3, { 1: [cancelled(0), cancelled(1), cancelled(2)] });
  {
    await using governance = await ground.start();
    await eventually(() => governance.height === 3);
  }
  const url = new Secret(ground.databaseUrl);
  await using database = await openDb({ service: "governance", url, log });
  await using receiver = await startReceiver();
  const { db } = database;
  for (const path of ["one", "two"])
    await insertHook(
      db,
      { url: `http://127.0.0.1:${receiver.port}/${path}`, topics: [], secret: `whsec_${"A".repeat(32)}` },
      { block: 0, place: 0 },
      2,
    );
  const telemetry = makeTelemetry(log, createMetrics("governance"));
  const deps = { db, telemetry, json: { ss58Prefix: 30 }, mayBePrivate: true, turnMs: 0 };
  const turns: string[] = [];
  for (let turn = 0; turn < 4; turn++) {
    const leased = (await leaseHook(db)) as Leased;
    await deliver(deps, leased, new AbortController().signal);
    turns.push(`${leased.url.slice(-3)} ${receiver.received[turn]?.headers["webhook-id"]}`);
  }
  expect(turns).toEqual(["one 1-0", "two 1-0", "one 1-1", "two 1-1"]);
});
