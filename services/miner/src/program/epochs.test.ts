import { fromHex, toHex, utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { Core } from "@pha/program-kit";
import { attestation, type Contract, clusters, contracts } from "@pha/runtime/spec";
import { readAnswer, type Scope, sealQuery } from "@pha/secret-channel";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Advance } from "../protocol.ts";
import { KeyRing } from "./key-ring.ts";
import { KeyTeller } from "./key-teller.ts";
import { admit, callerOf, contractKey, resultOf, SessionClient, step } from "./testing/session-client.ts";
import {
  adder,
  bareCallOf,
  ClusterLedger,
  cluster,
  executeAll,
  inOneGo,
  makeCluster,
  makeWorker,
  startPool,
  word,
} from "./testing.ts";
import type { Worker } from "./worker.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);
const alice = word(0xa1);
const coded = (code: string) => expect.objectContaining({ code });

let chain: ClusterLedger;
let core: Core;
let worker: Worker;
let scope: Scope;
const of = (epoch: number): Scope => ({ ...scope, epoch });

/** A worker with one contract, made in block 1, whose sum is 0 and whose key of epoch 0 is known. */
beforeEach(() => {
  chain = new ClusterLedger();
  core = chain.core();
  worker = makeWorker(core, pool);
  scope = chain.instantiate(id, adder);
  const { contracts: records, figures } = chain.ledger.pallet(contracts);
  records.put(id, { ...(records.get(id) as Contract), encryptKey: contractKey(chain, scope) });
  figures.put({ keyEpoch: 16, keepsHistory: true });
  admit(chain, core);
});

const stepTo = async (number: number) => {
  while (chain.ledger.head.number < number) await step(chain, worker);
};

async function ask(epoch: number, method = "sum"): Promise<unknown> {
  const query = { issued: chain.ledger.head.number, call: { method, args: utf8("null") } };
  const { sealed, answerKey } = sealQuery(primitives, contractKey(chain, of(epoch)), of(epoch), query);
  const { outcome } = readAnswer(primitives, of(epoch), answerKey, await worker.query({ contract: id, ...sealed }));
  return outcome.type === "Done" ? JSON.parse(new TextDecoder().decode(outcome.value)) : outcome;
}

const keysTold = () =>
  core.outbox
    .pending()
    .map(bareCallOf)
    .filter(({ key }) => key)
    .map(({ epoch, key }) => ({ epoch, key }));

describe("a worker", () => {
  it("asks for the next epoch's keys a quarter before it is due, and tells the public one", async () => {
    await stepTo(11);
    expect(keysTold()).toEqual([]);
    await stepTo(12);
    await worker.tick();
    expect(keysTold()).toEqual([{ epoch: 1, key: contractKey(chain, of(1)) }]);
  });

  it("takes back what it tells once a denial has another epoch follow, whose key it tells at once", async () => {
    await stepTo(12);
    await worker.tick();
    chain.ledger.pallet(attestation).denials.put(1);
    await stepTo(14);
    await worker.tick();
    expect(keysTold()).toEqual([{ epoch: 2, key: contractKey(chain, of(2)) }]);
  });

  it("tells another one as well once a member was taken out of its cluster", async () => {
    await stepTo(5);
    chain.ledger.pallet(clusters).removals.put(cluster, 1);
    await stepTo(7);
    await worker.tick();
    expect(keysTold()).toEqual([{ epoch: 2, key: contractKey(chain, of(2)) }]);
  });

  it("takes it back for a contract that is stuck as well, which tells nothing else", async () => {
    const teller = new KeyTeller(core, cluster);
    const [encrypt, tag, random] = [word(1), word(2), word(3)].map(fromHex) as [Uint8Array, Uint8Array, Uint8Array];
    const { codeHash } = scope;
    const keys = new KeyRing({ epoch: 1, codeHash, encrypt, tag, random, publicKey: word(4) }, [
      { epoch: 1, codeHash, from: 0, until: undefined },
    ]);
    const contract = { id, keys, code: { isToGoOver: false } };
    await stepTo(11);
    core.advance(chain.block().block);
    await teller.tell([{ ...contract, stuck: false }]);
    expect(keysTold()).toEqual([{ epoch: 1, key: word(4) }]);
    chain.ledger.pallet(attestation).denials.put(1);
    core.advance(chain.block().block);
    expect(await teller.tell([{ ...contract, stuck: true }])).toEqual([]);
    expect(keysTold()).toEqual([]);
  });

  it("executes commands of the current epoch and the one before, and answers whoever asks for either", async () => {
    await step(chain, worker);
    chain.rotate(id, { epoch: 1, after: 2, grace: 2 });
    await stepTo(4);
    for (const [i, epoch] of [0, 1, 0, 1].entries()) {
      chain.command(of(epoch), alice, "add", 10 ** i);
      if (i % 2 === 1) await step(chain, worker);
    }
    expect(await ask(1)).toBe(1_111);
    expect(await ask(0)).toBe(1_111);
  });

  it("erases the keys of an epoch once nothing comes for it any more", async () => {
    await step(chain, worker);
    chain.rotate(id, { epoch: 1, after: 2, grace: 2 });
    await stepTo(6);
    expect(await ask(0)).toBe(0);
    await stepTo(7);
    await expect(ask(0)).rejects.toThrowError(coded("channel.Undecipherable"));
    expect(await ask(1)).toBe(0);
  });

  it("that has no keys of an epoch waits with this contract at its first message; the others go on", async () => {
    const other = chain.instantiate(word(0xc2), adder, 7);
    await step(chain, worker);
    chain.gatekeepers.refuses = (labels) =>
      labels.some(({ value }) => value.contract === id && "epoch" in value && value.epoch === 1);
    chain.rotate(id, { epoch: 1, after: 1, grace: 9 });
    await stepTo(3);
    chain.command(of(1), alice, "add", 5);
    chain.command(other, alice, "add", 1);
    await stepTo(4);
    expect(await ask(0)).toBe(0);
    chain.gatekeepers.refuses = () => false;
    await stepTo(8);
    expect(await ask(1)).toBe(5);
  });

  it("keeps a session that is opened in grace for the epoch before, until nothing comes for that any more", async () => {
    await step(chain, worker);
    chain.rotate(id, { epoch: 1, after: 2, grace: 3 });
    await stepTo(5);
    const late = await SessionClient.open(chain, worker, of(0), callerOf(scope.genesis));
    expect(resultOf(await late.ask("sum"))).toBe(0);
    await stepTo(7);
    expect(resultOf(await late.ask("sum"))).toBe(0);
    await stepTo(8);
    await expect(late.ask("sum")).rejects.toThrowError(coded("miner.UnknownSession"));
  });

  it("ends sessions when another epoch begins", async () => {
    await step(chain, worker);
    chain.rotate(id, { epoch: 1, after: 2, grace: 9 });
    await stepTo(3);
    const before = await SessionClient.open(chain, worker, of(0), callerOf(scope.genesis));
    await before.ask("sum");
    await stepTo(4);
    await expect(before.ask("sum")).rejects.toThrowError(coded("miner.UnknownSession"));
    const after = await SessionClient.open(chain, worker, of(1), callerOf(scope.genesis));
    await after.ask("sum");
  });
});

/** Reports and, when all is executed, the epochs whose keys are left. */
async function run(steps: readonly Advance[]) {
  const state = makeCluster(chain.core(), pool);
  for (const given of steps) {
    await state.advance(given);
    for (let i = 0; i < 4; i++) await executeAll(state);
  }
  state.served(id);
  const hosted = state.contracts.get(id) ?? expect.fail("no contract");
  return { reports: hosted.reportsAbove(0), keys: hosted.keys };
}

describe("another master key", () => {
  it("has the next epoch told at once, whose keys are of it; the one in grace goes on", async () => {
    await step(chain, worker);
    chain.gatekeepers.publish(chain.ledger, 2);
    await stepTo(3);
    await worker.tick();
    const value = { generation: 2, cluster, contract: id, codeHash: scope.codeHash, epoch: 2 };
    const secret = chain.gatekeepers.keyOf({ type: "encrypt", value });
    expect(keysTold()).toEqual([{ epoch: 2, key: toHex(primitives.x25519.publicKey(secret)) }]);
    chain.rotate(id, { epoch: 2, after: 1, grace: 9, generation: 2 });
    await stepTo(5);
    chain.command(of(0), alice, "add", 1);
    chain.command(of(2), alice, "add", 10);
    await stepTo(6);
    expect(await ask(0)).toBe(11);
  });

  it("is what is drawn by from its first block on, on every worker alike, whenever it comes by", async () => {
    const steps = [chain.block()];
    chain.command(scope, alice, "draw", null);
    steps.push(chain.block());
    chain.gatekeepers.publish(chain.ledger, 2);
    chain.rotate(id, { epoch: 2, after: 2, grace: 9, generation: 2 });
    for (const each of [0, 0, 2]) {
      chain.command(of(each), alice, "draw", null);
      steps.push(chain.block());
    }
    const [slow, fast] = [await run(steps), await run([inOneGo(steps)])];
    expect(fast.reports).toEqual(slow.reports);
    const random = (generation: number) =>
      chain.gatekeepers.keyOf({ type: "random", value: { generation, cluster, contract: id } });
    for (const { keys } of [slow, fast])
      expect([0, 2].map((epoch) => keys.of(epoch)?.random)).toEqual([random(1), random(2)]);
  });
});

describe("state tags", () => {
  it("are made with the key of the epoch of their height, whenever a worker comes by", async () => {
    const steps = [chain.block()];
    for (let epoch = 1; epoch <= 3; epoch++) {
      chain.rotate(id, { epoch, after: 2, grace: 1 });
      steps.push(chain.block(), chain.block());
      for (const each of [epoch - 1, epoch]) chain.command(of(each), alice, "add", 0);
      steps.push(chain.block(), chain.block());
    }
    const [slow, fast] = [await run(steps), await run([inOneGo(steps)])];
    expect(slow.reports).toHaveLength(7);
    expect(fast.reports).toEqual(slow.reports);
    expect(new Set(slow.reports.map(({ stateTag }) => stateTag)).size).toBe(7);
    for (const { keys } of [slow, fast]) expect([0, 1, 2, 3].filter((epoch) => keys.of(epoch))).toEqual([2, 3]);
  });
});
