import type { Hex } from "@pha/codec";
import { type Core, maxWaiting } from "@pha/program-kit";
import { contracts, maxAhead, nothingAgreed } from "@pha/runtime/spec";
import type { Scope } from "@pha/secret-channel";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import type { ClusterState } from "./cluster.ts";
import { KeyTeller } from "./key-teller.ts";
import { Reporter } from "./reports.ts";
import { adder, bareCallOf, ClusterLedger, cluster, executeAll, makeCluster, startPool, word } from "./testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);
let chain: ClusterLedger;
let core: Core;
let state: ClusterState;
let reporter: Reporter;
let teller: KeyTeller;
let scope: Scope;

beforeEach(async () => {
  chain = new ClusterLedger();
  core = chain.core();
  state = makeCluster(core, pool);
  reporter = new Reporter(core);
  teller = new KeyTeller(core, cluster);
  scope = chain.instantiate(id, adder);
});

/** Finalizes a block, executes it, and gives the calls that wait for the ledger afterwards. */
async function step(commands = 0) {
  for (let i = 0; i < commands; i++) chain.command(scope, word(1), "add", 1);
  await state.advance(chain.block());
  await executeAll(state);
  await teller.tell(state.contracts.values());
  await reporter.report(state.contracts.values());
  return core.outbox.pending().map(callOf);
}

/** What a bare extrinsic tells. */
function callOf(extrinsic: Uint8Array) {
  const { key, reports } = bareCallOf(extrinsic);
  return key ? { key } : { heights: reports?.map(({ stateHeight }) => stateHeight) };
}

const agree = (stateHeight: number, encryptKey?: Hex, of = id) => {
  const known = chain.ledger.pallet(contracts).contracts;
  const record = known.get(of);
  if (record) known.put(of, { ...record, encryptKey, agreed: { ...nothingAgreed, stateHeight } });
};

it("tells a new contract's key and its heights, each once, for as long as the ledger has not counted them", async () => {
  const key = (await step()).at(0);
  expect(key).toEqual({ key: state.contracts.get(id)?.keys.of(0)?.publicKey });
  expect(await step()).toEqual([key, { heights: [1] }]);
  expect(await step(2)).toEqual([key, { heights: [1] }, { heights: [3] }]);
});

it("tells nothing that was counted again, also while the ledger has not agreed yet", async () => {
  await step();
  core.outbox.settle(2n);
  expect(await step()).toEqual([]);
  expect(await step(1)).toEqual([{ heights: [3] }]);
});

it("tells a key once more that the ledger counted and has not, for members may have left since", async () => {
  const key = (await step()).at(0);
  core.outbox.settle(2n);
  for (let block = 2; block < 33; block++) expect(await step()).toEqual([]);
  expect(await step()).toContainEqual(key);
});

it("tells only what is above the height that the ledger agreed on", async () => {
  await step();
  core.outbox.settle(2n);
  chain.command(scope, word(1), "add", 1);
  await state.advance(chain.block());
  chain.command(scope, word(1), "add", 1);
  const last = chain.block();
  agree(2, state.contracts.get(id)?.keys.of(0)?.publicKey);
  await state.advance(last);
  await state.advance(chain.block());
  await executeAll(state);
  await reporter.report(state.contracts.values());
  expect(core.outbox.pending().map(callOf)).toEqual([{ heights: [3] }]);
});

it("starts where the ledger stands after a restart, and tells no key that is published", async () => {
  agree(1, word(7));
  expect(await step()).toEqual([]);
  expect(await step(1)).toEqual([{ heights: [2] }]);
});

/** As many heights of a contract as `count`, none of them agreed. */
const farAhead = (of: Hex, count: number) => {
  const all = Array.from({ length: count }, (_, i) => ({
    ...{ ...nothingAgreed, contract: of, prevStateHeight: i, stateHeight: i + 1, stateTag: word(1) },
  }));
  return { id: of, stuck: false, reportsAbove: (agreed: number) => all.slice(agreed) } as never;
};

async function heightsTold(all: readonly never[]) {
  await reporter.report(all);
  return core.outbox.pending().flatMap((extrinsic) => callOf(extrinsic).heights ?? []);
}

it("lets at most sixteen extrinsics wait, of 12 reports each, and tells the rest later", async () => {
  const ids = Array.from({ length: 17 }, (_, i) => word(i));
  for (const each of ids) {
    chain.instantiate(each, adder);
    agree(0, word(7), each);
  }
  await state.advance(chain.block());
  const all = ids.map((each) => farAhead(each, 16));
  expect(await heightsTold(all)).toHaveLength(16 * 12);
  core.outbox.settle(16n);
  expect(await heightsTold(all)).toHaveLength(17 * 16 - 16 * 12);
});

it("holds back what is more than sixteen heights ahead, and tells all of it as the ledger agrees", async () => {
  const many = farAhead(id, 40);
  const told: number[] = [];
  let settled = 0n;
  for (const agreed of [0, 0, 10, 26, 40]) {
    agree(agreed, word(7));
    await state.advance(chain.block());
    told.push(...(await heightsTold([many])));
    settled += BigInt(core.outbox.pending().length);
    core.outbox.settle(settled);
    expect(told.length).toBeLessThanOrEqual(agreed + maxAhead);
  }
  expect(told).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
});

it("tells the first that is not agreed on again after 32 blocks: others may have left, so that it suffices", async () => {
  const many = farAhead(id, 3);
  agree(1, word(7));
  await state.advance(chain.block());
  expect(await heightsTold([many])).toEqual([2, 3]);
  core.outbox.settle(1n);
  const block = async (count: number) => {
    for (let i = 1; i < count; i++) chain.block();
    await state.advance(chain.block());
  };
  await block(31);
  expect(await heightsTold([many])).toEqual([]);
  await block(1);
  expect(await heightsTold([many])).toEqual([2]);
  core.outbox.settle(2n);
  expect(await heightsTold([many])).toEqual([]);
});

it("tells the keys of three hundred new contracts, and reports meanwhile, in answers that have room for both", async () => {
  const count = 300;
  const idOf = (i: number): Hex => `0x${i.toString(16).padStart(64, "0")}`;
  const record = (i: number) => ({
    ...{ id: idOf(i), code: { isToGoOver: false }, stuck: false, keys: { of: () => ({ publicKey: idOf(i) }) } },
    reportsAbove: () =>
      i < 2 * 32
        ? [{ ...nothingAgreed, contract: idOf(i), prevStateHeight: 0, stateHeight: 1, stateTag: word(1) }]
        : [],
  });
  for (let i = 0; i < count; i++) chain.instantiate(idOf(i), adder);
  await state.advance(chain.block());
  const all = Array.from({ length: count }, (_, i) => record(i)) as never[];
  const told: unknown[] = [];
  for (let settled = 0n; ; ) {
    await teller.tell(all);
    await reporter.report(all);
    const calls = core.outbox.pending();
    if (calls.length === 0) break;
    expect(calls.length).toBeLessThanOrEqual(maxWaiting);
    told.push(...calls.map(callOf));
    settled += BigInt(calls.length);
    core.outbox.settle(settled);
  }
  expect(told.filter((call) => Object.hasOwn(call as object, "key"))).toHaveLength(count);
  expect(told.slice(0, maxWaiting).filter((call) => Object.hasOwn(call as object, "heights"))).toHaveLength(6);
});
