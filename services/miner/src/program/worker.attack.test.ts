import { toHex, utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { Core } from "@pha/program-kit";
import { enrol, takeLease } from "@pha/program-kit/testing";
import { clusters } from "@pha/runtime/spec";
import { readAnswer, type Scope, type Statement, sealQuery } from "@pha/secret-channel";
import { attack } from "@pha/testkit/attack";
import { afterAll, expect, vi } from "vitest";
import { adder, ClusterLedger, cluster, inOneGo, makeWorker, startPool, word } from "./testing.ts";
import type { Worker } from "./worker.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);

/** A ledger with one contract, in a cluster of these members. */
function setup() {
  const chain = new ClusterLedger();
  const scope = chain.instantiate(id, adder, 1);
  const admit = (...members: readonly Core[]) =>
    chain.ledger.pallet(clusters).clusters.put(cluster, {
      ...{ owner: word(1), minMembers: 1, open: false, applicants: [] },
      members: members.map(({ identity }) => identity),
    });
  const blocks: ReturnType<ClusterLedger["block"]>[] = [];
  const step = async (...workers: readonly Worker[]) => {
    const block = chain.block();
    blocks.push(block);
    for (const worker of workers) await worker.advance(block);
    for (const worker of workers) {
      await takeLease(worker.core);
      await worker.tick();
      await worker.idle();
      await worker.tick();
      await worker.idle();
    }
  };
  return { chain, scope, admit, blocks, step };
}

/** What the worker states when it is asked, as by any client. */
async function sumOf({ chain, scope }: { chain: ClusterLedger; scope: Scope }, worker: Worker): Promise<Statement> {
  const secret = chain.gatekeepers.keyOf({
    type: "encrypt",
    value: { generation: 1, cluster, contract: id, codeHash: scope.codeHash, epoch: 0 },
  });
  const query = { issued: chain.ledger.head.number, call: { method: "sum", args: utf8("null") } };
  const { sealed, answerKey } = sealQuery(primitives, toHex(primitives.x25519.publicKey(secret)), scope, query);
  return readAnswer(primitives, scope, answerKey, await worker.query({ contract: id, ...sealed })).statement;
}

attack("run two live copies of a worker", async ({ refused }) => {
  const network = setup();
  const { chain, admit, step } = network;
  const original = chain.core();
  const copy = chain.core((await original.register()).sealedIdentity);
  expect(copy.identity).toBe(original.identity);
  const [one, other] = [original, copy].map((core) => makeWorker(core, pool)) as [Worker, Worker];
  admit(original);
  enrol(chain.ledger, original);
  await step(one, other);
  await refused("miner.NotServing", () => sumOf(network, other));
  await sumOf(network, one);

  const { signKey, hpkeKey } = copy.session;
  enrol(chain.ledger, original, { session: { signKey, hpkeKey }, sessionNumber: 2n });
  await step(one, other);
  await refused("miner.NotServing", () => sumOf(network, one));
  await sumOf(network, other);
});

attack("answer for a cluster that the worker has left, or never joined", async ({ refused }) => {
  const network = setup();
  const { chain, admit, step } = network;
  const core = chain.core();
  const worker = makeWorker(core, pool);
  admit();
  await step(worker);
  await refused("miner.NotServing", () => sumOf(network, worker));
  enrol(chain.ledger, core);
  await step(worker);
  await refused("miner.NotServing", () => sumOf(network, worker));
  admit(core);
  await step(worker);
  await sumOf(network, worker);
  admit();
  await step(worker);
  await refused("miner.NotServing", () => sumOf(network, worker));
});

attack("start a worker from an old seal and an old chain", async ({ refused, held }) => {
  const network = setup();
  const { chain, admit, blocks, step } = network;
  const first = chain.core();
  const { sealedIdentity } = await first.register();
  admit(first);
  enrol(chain.ledger, first);
  await step(makeWorker(first, pool));
  chain.command(network.scope, word(1), "add", 1);
  await step();

  const rolledBack = chain.core(sealedIdentity);
  const worker = makeWorker(rolledBack, pool);
  for (const block of blocks.slice(0, 1)) await worker.advance(block);
  await takeLease(rolledBack);
  await worker.tick();
  await refused("miner.NotServing", () => sumOf(network, worker));

  // Its registration is in a block that its host shows, without the messages that lie before.
  const { signKey, hpkeKey } = rolledBack.session;
  enrol(chain.ledger, first, { session: { signKey, hpkeKey }, sessionNumber: 2n });
  const { block } = chain.block();
  await refused("light-client.BadMessageChain", () => worker.advance({ block, messages: [] }));
  await worker.tick();
  await worker.idle();
  await takeLease(rolledBack);
  await worker.tick();
  await worker.idle();
  expect(rolledBack.isLeased()).toBe(true);
  await refused("miner.LeaseExpired", () => sumOf(network, worker));

  // With all that its host withheld it serves, as of the newest block.
  await worker.advance(inOneGo([...blocks, { block, messages: [] }]));
  for (let i = 0; i < 2; i++) {
    await worker.tick();
    await worker.idle();
  }
  await held("its answers are of the newest state", async () => {
    expect(await sumOf(network, worker)).toMatchObject({ number: block.header.number, stateHeight: 2 });
  });
});
