import { readFile, writeFile } from "node:fs/promises";
import { readDigest } from "@pha/light-client";
import { chainSpecToJson, khala } from "@pha/runtime/spec";
import { Secret } from "@pha/service-kit/config";
import { silentLog } from "@pha/service-kit/log";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { raiseEpoch, requireEpoch } from "./db/authoring.ts";
import { openChainDb } from "./db/open-chain-db.ts";
import { type Lease, tryLease } from "./lease/lease.ts";
import { type Ground, openGround } from "./testing/test-chain.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground[Symbol.asyncDispose]());

const coded = (code: string) => expect.objectContaining({ code });

describe("starting a chain", () => {
  it("refuses network files and an author that it cannot use", async () => {
    const nowhere = "/nowhere/file";
    await expect(ground.start({ code: nowhere })).rejects.toEqual(coded("service-kit.NetworkFileUnreadable"));
    await expect(ground.start({ spec: nowhere })).rejects.toEqual(coded("service-kit.NetworkFileUnreadable"));
    await expect(ground.start({ spec: ground.config.code })).rejects.toEqual(coded("service-kit.BadChainSpec"));
    const stranger = new Secret(`0x${"11".repeat(32)}` as const);
    await expect(ground.start({ authorKey: stranger })).rejects.toEqual(coded("chain.NotAnAuthor"));
  });

  it("goes on with the network in the database, and with no other", async () => {
    const first = await ground.start();
    const { genesis } = first.ledger;
    await first[Symbol.asyncDispose]();
    const again = await ground.start();
    expect(again.ledger.genesis).toEqual(genesis);
    await again[Symbol.asyncDispose]();
    const other = `${ground.config.spec}.other`;
    await writeFile(other, JSON.stringify(chainSpecToJson(khala({ programs: [] }))));
    await expect(ground.start({ spec: other })).rejects.toEqual(coded("chain.GenesisMismatch"));
    await writeFile(other, "export const other = 1;");
    await expect(ground.start({ code: other })).rejects.toEqual(coded("runtime-host.NotSelfContained"));
    await writeFile(other, `${await readFile(ground.config.code, "utf8")}\n`);
    await expect(ground.start({ code: other })).rejects.toEqual(coded("chain.GenesisMismatch"));
  });
});

describe("the author's lease", () => {
  it("is held by one at a time, and raises the epoch", async () => {
    await using database = await openChainDb(ground.config.databaseUrl, silentLog);
    const lease = (await tryLease(database)) as Lease;
    expect(await tryLease(database)).toBeUndefined();
    await lease[Symbol.asyncDispose]();
    await using next = await eventually(() => tryLease(database)); // Postgres ends the session a moment later
    expect(next.epoch).toBe(lease.epoch + 1n);
    await database.db.transaction((tx) => requireEpoch(tx, next.epoch));
    await expect(database.db.transaction((tx) => requireEpoch(tx, lease.epoch))).rejects.toEqual(coded("chain.Fenced"));
  });

  it("is taken again by an author that finds itself fenced, which then writes under the new epoch", async () => {
    await using chain = await ground.start();
    await using database = await openChainDb(ground.config.databaseUrl, silentLog);
    const before = chain.ledger.best.number;
    const epoch = await raiseEpoch(database.db);
    await eventually(() => chain.ledger.best.number > before + 1);
    const header = await chain.ledger.findHeader(chain.ledger.best.hash);
    expect(header && readDigest(header).epoch).toBe(epoch + 1n);
  });
});
