import { encode } from "@pha/codec";
import { Certificate, Header, headerHash } from "@pha/light-client";
import { certify, makeBlock, makeNetwork, makeSet, secretsOf } from "@pha/light-client/testing";
import { maxPathBlocks } from "@pha/limits";
import { Secret } from "@pha/service-kit/config";
import type { Database } from "@pha/service-kit/db";
import { silentLog } from "@pha/service-kit/log";
import { type TestDatabase, testPostgres } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { insertBlock } from "../db/blocks.ts";
import { insertCertificate } from "../db/finality.ts";
import { openChainDb } from "../db/open-chain-db.ts";
import { findPath } from "./finalized-path.ts";

const network = makeNetwork(1);
/** Last blocks of sets: more of them than an answer may have, some of one block, and blocks of the newest set. */
const ends = new Set([3, 4, 5, 20, ...Array.from({ length: maxPathBlocks }, (_, i) => 30 + 2 * i)]);
const newest = 120;

let postgres: TestDatabase;
let database: Database;
beforeAll(async () => {
  postgres = await testPostgres();
  database = await openChainDb(new Secret(postgres.url), silentLog);
  let { set, genesis: parent } = network;
  for (let number = 1; number <= newest; number++) {
    const nextSet = ends.has(number) ? makeSet(set.id + 1n, [0], number + 1) : undefined;
    const header = makeBlock(parent, nextSet ? { nextSet } : {});
    const bytes = encode(Certificate, certify(network.genesisHash, set, header, secretsOf([0])));
    const hash = headerHash(header);
    await insertBlock(database.db, { number, hash, header: encode(Header, header), epoch: 1n, round: 0 });
    await insertCertificate(database.db, hash, { number, bytes });
    [parent, set] = [header, nextSet ?? set];
  }
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
});

const pathFrom = (number: number, setId: bigint) => findPath(database.db, { number, setId });

it("leads a light client from anywhere to the newest block, by the last block of each set and no other", async () => {
  const client = network.startClient();
  const steps: number[] = [];
  for (;;) {
    const path = await pathFrom(client.head.header.number, client.validators.id);
    if (path.length === 0) break;
    expect(path.length).toBeLessThanOrEqual(maxPathBlocks);
    for (const { header, certificate } of path) {
      client.accept(header, certificate);
      steps.push(header.number);
    }
  }
  expect(steps).toEqual([...ends, newest]);
  expect(client.head.header.number).toBe(newest);
});

it("is one block within a set, and none at the newest", async () => {
  const { id } = makeSet(BigInt(ends.size), [0]);
  expect((await pathFrom(100, id)).map(({ header }) => header.number)).toEqual([newest]);
  expect(await pathFrom(newest, id)).toEqual([]);
  expect(await pathFrom(0xffff_ffff, 0n)).toEqual([]);
});

it("does not take longer for whoever names a set that was not in office there", async () => {
  expect((await pathFrom(100, 0n)).map(({ header }) => header.number)).toEqual([newest]);
  expect((await pathFrom(0, 2n ** 64n - 1n)).map(({ header }) => header.number)).toEqual([newest]);
});
