import { key, sign, sumOfBalances, transfer } from "@pha/chain/testing";
import type { Hex } from "@pha/codec";
import { headerHash } from "@pha/light-client";
import type { Relay } from "@pha/relay";
import { initialIssuance, PHA } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LedgerNetwork, openLedgerNetwork } from "./ledger-network.ts";

const bob = key("//Bob").accountId;
let network: LedgerNetwork;
let validators: Relay[] = [];
beforeAll(async () => {
  network = await openLedgerNetwork({ blockTimes: { minimumMs: 1, gatherMs: 0, idleMs: 1 } });
});
afterAll(async () => {
  await stopValidators();
  await network?.[Symbol.asyncDispose]();
});

async function startValidators(): Promise<void> {
  validators = await Promise.all([0, 1, 2, 3].map(network.startValidator));
}

async function stopValidators(): Promise<void> {
  await Promise.all(validators.splice(0).map((validator) => validator[Symbol.asyncDispose]()));
}

type Chain = Awaited<ReturnType<LedgerNetwork["ground"]["start"]>>;

async function pay({ ledger }: Chain, uri: string): Promise<Hex> {
  const nonce = await ledger.nextNonce(key(uri).accountId);
  return (await ledger.submit(sign(ledger, uri, transfer(bob, PHA), { nonce }))).hash;
}

const isFinalized =
  ({ ledger }: Chain, hash: Hex) =>
  async () =>
    (await ledger.transaction(hash))?.type === "finalized";

/** Runs a chain until so many more blocks are final, and returns their hashes by height. */
async function grow(blocks: number): Promise<{ readonly paid: Hex; readonly hashes: ReadonlyMap<number, Hex> }> {
  await using chain = await network.ground.start();
  const { ledger } = chain;
  const goal = ledger.finalized.number + blocks;
  const paid = await pay(chain, "//Alice");
  await eventually(() => ledger.finalized.number >= goal, { withinMs: 60_000 });
  await eventually(isFinalized(chain, paid));
  const hashes = new Map<number, Hex>();
  for (let number = 1; number <= goal; number++) hashes.set(number, (await ledger.findHash(number)) as Hex);
  return { paid, hashes };
}

/** Copies one database over another, as a dump and its restoration do. */
async function copy(from: string, to: string): Promise<void> {
  const url = new URL(network.ground.config.databaseUrl.reveal());
  url.pathname = "/postgres";
  await using admin = {
    client: new Client({ connectionString: url.href }),
    [Symbol.asyncDispose]: () => admin.client.end(),
  };
  await admin.client.connect();
  await admin.client.query(`drop database if exists "${to}" with (force)`);
  await admin.client.query(`create database "${to}" template "${from}"`);
}

const database = () => new URL(network.ground.config.databaseUrl.reveal()).pathname.slice(1);
const dump = () => copy(database(), `${database()}_dump`);
const restore = () => copy(`${database()}_dump`, database());

/** The chain stands where it stood, goes on, and no money is made or lost. */
async function expectRecovered(chain: Chain, hashes: ReadonlyMap<number, Hex>): Promise<void> {
  const { ledger } = chain;
  await eventually(() => ledger.finalized.number > hashes.size + 3, { withinMs: 60_000 });
  let parentHash = ledger.genesis.hash;
  for (const [number, hash] of hashes) {
    const header = await ledger.findHeader(hash);
    expect(header).toMatchObject({ number, parentHash });
    if (header) parentHash = headerHash(header);
    expect((await ledger.findCertificate(number))?.blockHash).toBe(hash);
  }
  const state = await ledger.stateAt(ledger.finalized.hash);
  expect(state && (await sumOfBalances(state))).toBe(initialIssuance);
  for (const { certified } of validators) expect(certified.number).toBeGreaterThan(hashes.size);
}

describe("a database restored from a dump 100 blocks old", () => {
  it("catches up from the validators before it authors", async () => {
    await startValidators();
    await grow(5);
    await dump();
    const { paid, hashes } = await grow(100);
    await restore();
    await using chain = await network.ground.start();
    await eventually(isFinalized(chain, paid), { withinMs: 60_000 });
    await expectRecovered(chain, hashes);
    for (const { port } of validators)
      expect(await (await fetch(`http://127.0.0.1:${port}/v1/evidence`)).json()).toEqual([]);
  });

  it("gives up blocks of its own, made while no validator was there, and keeps their extrinsics", async () => {
    await dump();
    const { paid, hashes } = await grow(100);
    await restore();
    await stopValidators();
    await using chain = await network.ground.start();
    const { ledger } = chain;
    const later = await pay(chain, "//Charlie");
    await eventually(async () => (await ledger.transaction(later))?.type === "inBlock");
    await startValidators();
    await eventually(isFinalized(chain, paid), { withinMs: 60_000 });
    await eventually(isFinalized(chain, later), { withinMs: 60_000 });
    await expectRecovered(chain, hashes);
  });
});

it("lost altogether, it is made again from what validators keep", async () => {
  await copy("template0", database());
  await using chain = await network.ground.start();
  const { ledger } = chain;
  await eventually(() => ledger.finalized.number > 200, { withinMs: 60_000 });
  expect(await ledger.nextNonce(key("//Alice").accountId)).toBe(3);
});
