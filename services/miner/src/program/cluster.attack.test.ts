import { attack } from "@pha/testkit/attack";
import { afterAll, expect, vi } from "vitest";
import { findCode } from "./key-asks.ts";
import { adder, ClusterLedger, executeAll, inOneGo, makeCluster, startPool, word } from "./testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);

/** A worker that has heard nothing, and what its host should tell it: a contract and three commands, in one go. */
function setup() {
  const chain = new ClusterLedger();
  const core = chain.core();
  const scope = chain.instantiate(id, adder);
  const steps = [chain.block()];
  chain.command(scope, word(1), "add", 1);
  chain.command(scope, word(2), "add", 2);
  steps.push(chain.block());
  chain.command(scope, word(3), "add", 3);
  steps.push(chain.block());
  return { core, scope, state: makeCluster(core, pool), honest: inOneGo(steps) };
}

attack("withhold, swap, double or change a worker's messages, as its host", async ({ refused }) => {
  const spoils: readonly ((messages: readonly Uint8Array[]) => readonly Uint8Array[])[] = [
    (all) => all.slice(0, -1),
    (all) => all.slice(1),
    (all) => all.filter((_, i) => i !== 1),
    ([a, b, c, d]) => [a, c, b, d] as Uint8Array[],
    (all) => [...all.slice(0, 2), ...all.slice(1)],
    (all) => all.map((one, i) => (i === 2 ? one.map((byte, at) => (at === 200 ? byte ^ 1 : byte)) : one)),
    () => [],
  ];
  for (const spoil of spoils) {
    const { state, honest } = setup();
    const messages = spoil(honest.messages);
    await refused("light-client.BadMessageChain", () => state.advance({ ...honest, messages: [...messages] }));
    expect(state.taken.messages).toBe(0n);
    await executeAll(state);
    expect(state.contracts.size).toBe(0);

    await state.advance(honest);
    expect(state.taken.messages).toBe(4n);
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
    expect([state.contracts.size, state.keyless.has(id), state.taken.head.header.number]).toEqual([0, true, 3]);
  });
  core.ask = ask;
  await state.asked;
  await executeAll(state);
  expect(state.contracts.has(id)).toBe(true);
});
