import type { Hex } from "@pha/codec";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Advance } from "../protocol.ts";
import type { ClusterState } from "./cluster.ts";
import {
  adder,
  ClusterLedger,
  cluster,
  execute,
  executeAll,
  inOneGo,
  makeCluster,
  startPool,
  word,
} from "./testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);
const incomplete = expect.objectContaining({ code: "light-client.BadMessageChain" });
let chain: ClusterLedger;
let state: ClusterState;

beforeEach(() => {
  chain = new ClusterLedger();
  state = makeCluster(chain.core(), pool);
});

const numbered = (i: number): Hex => `0xf${i.toString(16).padStart(63, "0")}`;

/** Three blocks: a contract, two commands, one command. */
function story(): Advance[] {
  const scope = chain.instantiate(id, adder);
  const steps = [chain.block()];
  chain.command(scope, word(1), "add", 1);
  chain.command(scope, word(2), "add", 2);
  steps.push(chain.block());
  chain.command(scope, word(3), "add", 3);
  steps.push(chain.block());
  return steps;
}

describe("messages", () => {
  it("may come again with those that follow, when the host did not learn that they arrived", async () => {
    const [first, second, third] = story() as [Advance, Advance, Advance];
    await state.advance(first);
    await state.advance(inOneGo([first, second]));
    await state.advance(inOneGo([second, third]));
    expect(state.taken.messages).toBe(4n);
    await executeAll(state);
    expect(
      state.contracts
        .get(id)
        ?.reportsAbove(0)
        .map(({ stateHeight }) => stateHeight),
    ).toEqual([1, 2, 3]);
  });

  it("of another cluster change nothing here", async () => {
    const other = makeCluster(chain.core(), pool, { id: cluster + 1 });
    const { block } = inOneGo(story());
    await other.advance({ block, messages: [] });
    expect(other.taken.messages).toBe(0n);
  });
});

describe("the executed block", () => {
  it("stays behind a block that came without its messages, so that an old state does not pass for a new one", async () => {
    const [first, second] = story() as [Advance, Advance];
    await state.advance(first);
    await executeAll(state);
    await expect(state.advance({ ...second, messages: [] })).rejects.toThrowError(incomplete);
    await execute(state);
    expect(state.taken.head.header.number).toBe(1);

    await state.advance(second);
    await execute(state);
    expect(state.taken.head.header.number).toBe(2);
  });

  it("goes on while a contract's keys are not to be had; what waits is executed later, once, in order", async () => {
    chain.gatekeepers.manners.fill("down");
    await state.advance(inOneGo(story()));
    await execute(state);
    await state.asked;
    expect([state.taken.head.header.number, [...state.keyless], state.contracts.size]).toEqual([3, [id], 0]);

    chain.gatekeepers.manners.fill("honest");
    await executeAll(state);
    expect(state.keyless.size).toBe(0);
    expect(
      state.contracts
        .get(id)
        ?.reportsAbove(0)
        .map(({ stateHeight }) => stateHeight),
    ).toEqual([1, 2, 3]);
  });

  it("asks for the keys of sixteen new contracts at a time, and commands to others run meanwhile", async () => {
    const scope = chain.instantiate(id, adder);
    await state.advance(chain.block());
    await executeAll(state);
    for (let i = 0; i < 20; i++) chain.instantiate(word(i), adder);
    chain.command(scope, word(1), "add", 1);
    await state.advance(chain.block());
    await execute(state);
    expect([state.contracts.size, state.keyless.size]).toEqual([1, 20]);
    expect(state.contracts.get(id)?.reportsAbove(1)).toHaveLength(1);
    expect(await state.asked).toBe(true);
    await execute(state);
    expect([state.contracts.size, state.keyless.size]).toEqual([17, 4]);
    await state.asked;
    await execute(state);
    expect([state.contracts.size, state.keyless.size]).toEqual([21, 0]);
  });

  it("waits for no gatekeeper: what was asked for is executed once it is there, however late", async () => {
    const scope = chain.instantiate(id, adder);
    await state.advance(chain.block());
    await executeAll(state);
    const slow = Promise.withResolvers<void>();
    chain.gatekeepers.pace = slow.promise;
    const late = chain.instantiate(word(0xc2), adder);
    chain.command(late, word(1), "add", 5);
    for (let block = 2; block < 6; block++) {
      chain.command(scope, word(1), "add", 1);
      await state.advance(chain.block());
      await execute(state);
      expect([state.taken.head.header.number, state.keyless.size]).toEqual([block, 1]);
    }
    expect(state.contracts.get(id)?.reportsAbove(1)).toHaveLength(4);
    slow.resolve();
    expect(await state.asked).toBe(true);
    await execute(state);
    expect(state.contracts.get(late.contract)?.reportsAbove(0)).toHaveLength(1);
  });
});

it("at a restart asks first for each deployer's first contract, last and ever more seldom for what has no keys", async () => {
  for (let i = 0; i < 300; i++) chain.instantiate(numbered(i), adder, null, word(0x57));
  const scope = chain.instantiate(id, adder);
  chain.command(scope, word(1), "add", 1);
  await state.advance(chain.block());
  const asked: Hex[] = [];
  chain.gatekeepers.refuses = (labels) => {
    asked.push(...labels.map(({ value }) => value.contract));
    return labels.some(({ value }) => value.contract.startsWith("0xf"));
  };
  await execute(state);
  await state.asked;
  expect(new Set(asked).size).toBe(16);
  await execute(state);
  expect(state.contracts.get(id)?.reportsAbove(0)).toHaveLength(1);
  expect([state.contracts.size, state.keyless.size]).toEqual([1, 300]);

  for (let block = 0; block < 60; block++) {
    await execute(state);
    await state.asked;
  }
  expect(new Set(asked).size).toBe(301);
  // Each is asked for with others, then alone, of three gatekeepers, for three keys.
  const eachAll = 300 * 2 * 3 * 3;
  expect(asked.length).toBeLessThan(1.5 * eachAll);
  const late = chain.instantiate(word(0xc9), adder);
  await state.advance(chain.block());
  await executeAll(state);
  expect(state.contracts.has(late.contract)).toBe(true);
});

describe("code", () => {
  it("that is no text makes a broken contract and stops nobody else", async () => {
    chain.instantiate(word(0xc2), Uint8Array.of(0xff, 0xfe, 0xc0));
    chain.instantiate(id, adder);
    await state.advance(chain.block());
    await executeAll(state);
    expect(state.contracts.get(word(0xc2))?.broken?.code).toBe("contract-engine.BadCode");
    expect(state.contracts.get(id)?.broken).toBeUndefined();
  });
});
