import { afterAll, beforeEach, expect, it } from "vitest";
import type { Advance } from "../protocol.ts";
import type { ClusterState } from "./cluster.ts";
import type { Served } from "./contract-lane.ts";
import { adder, ClusterLedger, executeAll, makeCluster, startPool, word } from "./testing.ts";

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);
const incomplete = expect.objectContaining({ code: "light-client.BadMessageChain" });
let chain: ClusterLedger;
let state: ClusterState;
let steps: readonly [Advance, Advance, Advance];

beforeEach(() => {
  chain = new ClusterLedger();
  state = makeCluster(chain.core(), pool);
  const scope = chain.instantiate(id, adder);
  const first = chain.block();
  chain.command(scope, word(1), "add", 1);
  const second = chain.block();
  chain.command(scope, word(2), "add", 2);
  steps = [first, second, chain.block()];
});

it("messages of old blocks are believed, and executed, once a newer block proves them", async () => {
  const [first, second, third] = steps;
  state.gather(first.messages);
  state.gather(second.messages);
  await executeAll(state);
  expect([state.taken.messages, state.contracts.size]).toEqual([0n, 0]);

  await state.advance(third);
  await executeAll(state);
  expect([state.taken.messages, state.contracts.size]).toEqual([3n, 1]);
});

it("gathered messages may come again, alone or with those that follow", async () => {
  const [first, second, third] = steps;
  state.gather(first.messages);
  state.gather(first.messages);
  state.gather(second.messages);
  await state.advance({ ...third, messages: [...second.messages, ...third.messages] });
  expect(state.taken.messages).toBe(3n);
});

it("where not all were gathered, the worker goes back for those that a contract needs", async () => {
  const [first, , third] = steps;
  state.gather(first.messages);
  await state.advance(third);
  expect(state.taken.messages).toBe(3n);
  // What makes the contract is found first, then its keys are asked for.
  await executeAll(state);
  await executeAll(state);
  const served = state.served(id) as Served;
  expect([served.snapshot.stateHeight, chain.reached]).toEqual([3, [3, 1]]);
  expect(state.counts.executed).toBe(3n);
});

it("nothing is taken when one is left out behind what was taken", async () => {
  const [first, , third] = steps;
  await state.advance(first);
  await expect(state.advance(third)).rejects.toThrowError(incomplete);
  expect(state.taken.messages).toBe(1n);
});
