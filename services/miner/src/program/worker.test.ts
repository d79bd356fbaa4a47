import { toHex, utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { Core } from "@pha/program-kit";
import { enrol } from "@pha/program-kit/testing";
import { attestation, clusters, contracts } from "@pha/runtime/spec";
import { readAnswer, type Scope, sealQuery } from "@pha/secret-channel";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { adder, ClusterLedger, cluster, startPool, word } from "./testing.ts";
import { Worker } from "./worker.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);
const coded = (code: string) => expect.objectContaining({ code });
let chain: ClusterLedger;
let core: Core;
let worker: Worker;
let scope: Scope;

beforeEach(() => {
  chain = new ClusterLedger();
  core = chain.core();
  worker = new Worker(core, pool, cluster);
  scope = chain.instantiate(id, adder, 1);
});

const admit = (members = [core.identity]) =>
  chain.ledger
    .pallet(clusters)
    .clusters.put(cluster, { owner: word(1), minMembers: 1, open: false, members, applicants: [] });

async function step() {
  await worker.advance(chain.block());
  return worker.tick();
}

async function sum(contract = id) {
  const label = { generation: 1, cluster, contract: id, codeHash: scope.codeHash, epoch: 0 };
  const secret = chain.gatekeepers.keyOf({ type: "encrypt", value: label });
  const key = toHex(primitives.x25519.publicKey(secret));
  const query = { issued: chain.ledger.head.number, call: { method: "sum", args: utf8("null") } };
  const { sealed, answerKey } = sealQuery(primitives, key, scope, query);
  return readAnswer(primitives, scope, answerKey, await worker.query({ contract, ...sealed })).statement;
}

it("serves once the ledger shows its session and its membership, and no longer than that", async () => {
  expect(await step()).toMatchObject({ standing: "not-registered", executed: 0, messages: 1n, contracts: 0 });
  await expect(sum()).rejects.toThrowError(coded("miner.NotServing"));
  enrol(chain.ledger, core);
  expect((await step()).standing).toBe("not-a-member");
  await expect(sum()).rejects.toThrowError(coded("miner.NotServing"));
  admit();
  expect(await step()).toMatchObject({ standing: "serving", executed: 3, messages: 1n, contracts: 1 });
  expect(await sum()).toMatchObject({ number: 3, stateHeight: 1 });
  admit([]);
  expect((await step()).standing).toBe("not-a-member");
  await expect(sum()).rejects.toThrowError(coded("miner.NotServing"));
});

it("knows no contract of another cluster", async () => {
  enrol(chain.ledger, core);
  admit();
  await step();
  await expect(sum(word(9))).rejects.toThrowError(coded("miner.UnknownContract"));
});

it("answers as of the block whose messages it has, whatever newer block the host brings", async () => {
  enrol(chain.ledger, core);
  admit();
  await step();
  chain.command(scope, word(1), "add", 1);
  const { block, messages } = chain.block();
  await expect(worker.advance({ block, messages: [] })).rejects.toThrowError(coded("light-client.BadMessageChain"));
  expect((await worker.tick()).executed).toBe(1);
  expect(await sum()).toMatchObject({ number: 1, stateHeight: 1 });

  await worker.advance({ block, messages });
  expect((await worker.tick()).executed).toBe(2);
  expect(await sum()).toMatchObject({ number: 2, stateHeight: 2 });
});

it("lets a new contract wait for its keys without losing what came for it; the others go on", async () => {
  enrol(chain.ledger, core);
  admit();
  await step();
  chain.gatekeepers.manners.fill("down");
  const other = chain.instantiate(word(0xc2), adder);
  chain.command(other, word(1), "add", 5);
  chain.command(scope, word(1), "add", 1);
  expect(await step()).toMatchObject({ standing: "serving", executed: 2, contracts: 1 });
  expect(await sum()).toMatchObject({ number: 2, stateHeight: 2 });
  await expect(sum(word(0xc2))).rejects.toThrowError(coded("miner.NotServing"));
  chain.gatekeepers.manners.fill("honest");
  expect(await worker.tick()).toMatchObject({ standing: "serving", executed: 2, contracts: 2 });
});

it("waits for keys when it has none for any contract", async () => {
  enrol(chain.ledger, core);
  admit();
  chain.gatekeepers.manners.fill("down");
  expect((await step()).standing).toBe("waiting-for-keys");
  chain.gatekeepers.manners.fill("honest");
  expect((await worker.tick()).standing).toBe("serving");
});

it("serves on when the ledger's values have fields that this program does not know", async () => {
  enrol(chain.ledger, core);
  admit();
  expect((await step()).standing).toBe("serving");
  chain.ledger.upgrade(attestation, "workers");
  chain.ledger.upgrade(clusters, "clusters");
  chain.ledger.upgrade(contracts, "contracts");
  chain.command(scope, word(1), "add", 1);
  expect(await step()).toMatchObject({ standing: "serving", messages: 2n, contracts: 1 });
});
