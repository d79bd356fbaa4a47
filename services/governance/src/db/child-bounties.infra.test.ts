import { readFile } from "node:fs/promises";
import { Secret } from "@pha/service-kit/config";
import { openDb, sql } from "@pha/service-kit/db";
import { silentLog as log } from "@pha/service-kit/log";
import { testPostgres } from "@pha/testkit";
import { expect, it } from "vitest";
import { listChildBounties } from "./child-bounties.ts";
import { openGovernanceDb } from "./open.ts";
import { events } from "./schema.ts";

const migration = new URL("../../drizzle/0006_child_bounties.sql", import.meta.url);

it("the table begins with what the events tell that were kept before there was one", async () => {
  await using postgres = await testPostgres();
  const given = { url: new Secret(postgres.url), log, signal: new AbortController().signal };
  await using _ = await openGovernanceDb({ ...given, genesisHash: "0x00" });
  await using opened = await openDb({ service: "governance", ...given });
  const { db } = opened;
  const happened = [
    ...([
      ["Added", 2, 0],
      ["Added", 3, 1],
      ["Added", 2, 4],
      ["Added", 2, 5],
    ] as const),
    ...([
      ["Awarded", 2, 0],
      ["Claimed", 2, 4],
      ["Canceled", 3, 1],
    ] as const),
  ];
  const rows = happened.map(([name, bounty, child], index) => {
    const fields = JSON.stringify({ index: bounty, child_index: child });
    return { block: 1, index, timeMs: 0n, pallet: "ChildBounties", name, topic: `bounty/${bounty}`, fields };
  });
  await db.insert(events).values(rows);
  const filling = (await readFile(migration, "utf8")).split("--> statement-breakpoint").at(-1) ?? "";
  await db.execute(sql.raw(filling));

  const [first, second] = [
    { bounty: 2, index: 0 },
    { bounty: 2, index: 5 },
  ];
  expect(await listChildBounties(db, { limit: 9 })).toEqual([second, first]);
  expect(await listChildBounties(db, { bounty: 2, limit: 1 })).toEqual([second]);
  expect(await listChildBounties(db, { bounty: 2, before: 5, limit: 1 })).toEqual([first]);
  expect(await listChildBounties(db, { bounty: 3, limit: 9 })).toEqual([]);
});
