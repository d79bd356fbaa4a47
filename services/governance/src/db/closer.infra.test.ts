import { Secret } from "@pha/service-kit/config";
import { silentLog as log } from "@pha/service-kit/log";
import { testPostgres } from "@pha/testkit";
import { expect, it } from "vitest";
import { holdCloser, releaseCloser } from "./closer.ts";
import { openGovernanceDb } from "./open.ts";

it("one replica closes, until it has not said so for eight blocks, the chain is put back, or it lets go", async () => {
  await using postgres = await testPostgres();
  const given = {
    url: new Secret(postgres.url),
    genesisHash: "0x00",
    log,
    signal: new AbortController().signal,
  } as const;
  await using database = await openGovernanceDb(given);
  const hold = (replica: string, block: number) => holdCloser(database.own.db, replica, block);

  const both = await Promise.all([hold("a", 100), hold("b", 100)]);
  expect(both.toSorted()).toEqual([false, true]);
  const [one, other] = both[0] ? ["a", "b"] : ["b", "a"];
  expect(await hold(one, 101)).toBe(true);
  for (const block of [99, 101, 108]) expect(await hold(other, block)).toBe(false);
  expect(await hold(other, 109)).toBe(true);
  expect(await hold(one, 110)).toBe(false);
  expect(await hold(one, 3)).toBe(true);
  await releaseCloser(database.own.db, other);
  expect(await hold(other, 3)).toBe(false);
  await releaseCloser(database.own.db, one);
  expect(await hold(other, 3)).toBe(true);
});
