import { encode } from "@pha/codec";
import { BroughtMessages } from "@pha/program-kit";
import { attack } from "@pha/testkit/attack";
import { afterAll, expect, vi } from "vitest";
import { findCode } from "./key-asks.ts";
import { adder, ClusterLedger, executeAll, inOneGo, makeCluster, startPool, word } from "./testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);

/**
 * A worker that has heard nothing, and what its host should tell it: a block without messages; then a contract and three
 * commands, in one go.
 */
function setup() {
  const chain = new ClusterLedger();
  const core = chain.core();
  const empty = chain.block();
  const scope = chain.instantiate(id, adder);
  const steps = [chain.block()];
  chain.command(scope, word(1), "add", 1);
  chain.command(scope, word(2), "add", 2);
  steps.push(chain.block());
  chain.command(scope, word(3), "add", 3);
  steps.push(chain.block());
  return { core, scope, state: makeCluster(core, pool), empty, honest: inOneGo(steps) };
}

const spoils: readonly ((messages: readonly Uint8Array[]) => readonly Uint8Array[])[] = [
  (all) => all.slice(0, -1),
  (all) => all.slice(1),
  (all) => all.filter((_, i) => i !== 1),
  ([a, b, c, d]) => [a, c, b, d] as Uint8Array[],
  (all) => [...all.slice(0, 2), ...all.slice(1)],
  (all) => all.map((one, i) => (i === 2 ? one.map((byte, at) => (at === 200 ? byte ^ 1 : byte)) : one)),
  () => [],
];

attack("withhold, swap, double or change a worker's messages, as its host", async ({ refused }) => {
  for (const spoil of spoils) {
    const { state, empty, honest } = setup();
    await state.advance(empty);
    const messages = spoil(honest.messages);
    await refused("light-client.BadMessageChain", () => state.advance({ ...honest, messages: [...messages] }));
    expect(state.taken.messages).toBe(0n);
    await executeAll(state);
    expect(state.contracts.size).toBe(0);

    await state.advance(honest);
    expect(state.taken.messages).toBe(4n);
  }
});

attack("withhold, swap, double or change the messages of before a worker's start, as its host", async ({ held }) => {
  // But for those that are without the first ones: which is what a host may bring at a time.
  for (const spoil of spoils.filter((_, i) => i !== 1)) {
    const { core, state, honest } = setup();
    const ask = core.ask.bind(core);
    const bring = (given: readonly Uint8Array[]): typeof ask => {
      const messages = encode(BroughtMessages, [...given]);
      return async (request) => (request.type === "MessagesUpTo" ? messages : ask(request));
    };
    core.ask = bring(spoil(honest.messages));
    await state.advance({ ...honest, messages: [] });
    await held("nothing of it is executed, and the contract waits", async () => {
      await executeAll(state);
      expect([state.taken.messages, state.counts.executed, state.served(id)]).toEqual([4n, 0n, "waiting"]);
    });
    core.ask = bring(honest.messages);
    await executeAll(state);
    await executeAll(state);
    expect(state.counts.executed).toBe(4n);
  }
});

attack("give a worker other code than the contract's, as its host", async ({ refused, held }) => {
  const { core, scope, state, honest } = setup();
  const ask = core.ask.bind(core);
  core.ask = async (request) => (request.type === "Code" ? Uint8Array.of(1) : ask(request));
  await state.advance(honest);
  await refused("miner.WrongCode", () => findCode(core, scope.codeHash));
  await held("the contract waits alone", async () => {
    await executeAll(state);
    expect([state.contracts.size, state.keyless.has(id), state.taken.head.header.number]).toEqual([0, true, 4]);
  });
  core.ask = ask;
  await state.asked;
  await executeAll(state);
  expect(state.contracts.has(id)).toBe(true);
});
