import type { Hex } from "@pha/codec";
import { type Core, maxWaiting } from "@pha/program-kit";
import { contracts, nothingAgreed } from "@pha/runtime/spec";
import type { Scope } from "@pha/secret-channel";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { ClusterState } from "./cluster.ts";
import { Reporter } from "./reports.ts";
import { adder, bareCallOf, ClusterLedger, cluster, startPool, word } from "./testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);
let chain: ClusterLedger;
let core: Core;
let state: ClusterState;
let reporter: Reporter;
let scope: Scope;

beforeEach(async () => {
  chain = new ClusterLedger();
  core = chain.core();
  state = new ClusterState(core, pool, cluster);
  reporter = new Reporter(core);
  scope = chain.instantiate(id, adder);
});

/** Finalizes a block, executes it, and gives the calls that wait for the ledger afterwards. */
async function step(commands = 0) {
  for (let i = 0; i < commands; i++) chain.command(scope, word(1), "add", 1);
  await state.advance(chain.block());
  await state.execute();
  await reporter.report(state.contracts.values());
  return core.outbox.pending().map(callOf);
}

/** What a bare extrinsic tells. */
function callOf(extrinsic: Uint8Array) {
  const { key, reports } = bareCallOf(extrinsic);
  return key ? { key } : { heights: reports?.map(({ stateHeight }) => stateHeight) };
}

const agree = (stateHeight: number, encryptKey?: Hex) => {
  const known = chain.ledger.pallet(contracts).contracts;
  const record = known.get(id);
  if (record) known.put(id, { ...record, encryptKey, agreed: { ...nothingAgreed, stateHeight } });
};

it("tells a new contract's key and its heights, each once, for as long as the ledger has not counted them", async () => {
  const key = (await step()).at(0);
  expect(key).toEqual({ key: state.contracts.get(id)?.keys.publicKey });
  expect(await step()).toEqual([key, { heights: [1] }]);
  expect(await step(2)).toEqual([key, { heights: [1] }, { heights: [3] }]);
});

it("tells nothing that was counted again, also while the ledger has not agreed yet", async () => {
  await step();
  core.outbox.settle(2n);
  expect(await step()).toEqual([]);
  expect(await step(1)).toEqual([{ heights: [3] }]);
});

it("tells only what is above the height that the ledger agreed on", async () => {
  await step();
  core.outbox.settle(2n);
  chain.command(scope, word(1), "add", 1);
  await state.advance(chain.block());
  chain.command(scope, word(1), "add", 1);
  const last = chain.block();
  agree(2, state.contracts.get(id)?.keys.publicKey);
  await state.advance(last);
  await state.advance(chain.block());
  await state.execute();
  await reporter.report(state.contracts.values());
  expect(core.outbox.pending().map(callOf)).toEqual([{ heights: [3] }]);
});

it("starts where the ledger stands after a restart, and tells no key that is published", async () => {
  agree(1, word(7));
  expect(await step()).toEqual([]);
  expect(await step(1)).toEqual([{ heights: [2] }]);
});

it("lets at most eight extrinsics wait, of 32 reports each, and tells the rest later, in order", async () => {
  const steps = 9 * 32 + 1;
  const record = { id, stuck: false, scope: { epoch: 0 }, keys: { publicKey: word(7) } };
  const all = Array.from({ length: steps }, (_, i) => ({
    ...{ ...nothingAgreed, contract: id, prevStateHeight: i, stateHeight: i + 1, stateTag: word(1) },
  }));
  const many = { ...record, reportsAbove: (agreed: number) => all.slice(agreed) } as never;
  agree(0, word(7));
  await state.advance(chain.block());
  const heights = async () => {
    await reporter.report([many]);
    return core.outbox.pending().flatMap((extrinsic) => callOf(extrinsic).heights ?? []);
  };
  expect(await heights()).toEqual(all.slice(0, 8 * 32).map(({ stateHeight }) => stateHeight));
  core.outbox.settle(8n);
  expect(await heights()).toEqual(all.slice(8 * 32).map(({ stateHeight }) => stateHeight));
});

it("tells the keys of three hundred new contracts, and reports meanwhile, in answers that have room for both", async () => {
  const count = 300;
  const idOf = (i: number): Hex => `0x${i.toString(16).padStart(64, "0")}`;
  const record = (i: number) => ({
    ...{ id: idOf(i), stuck: false, scope: { epoch: 0 }, keys: { publicKey: idOf(i) } },
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
    await reporter.report(all);
    const calls = core.outbox.pending();
    if (calls.length === 0) break;
    expect(calls.length).toBeLessThanOrEqual(maxWaiting);
    told.push(...calls.map(callOf));
    settled += BigInt(calls.length);
    core.outbox.settle(settled);
  }
  expect(told.filter((call) => Object.hasOwn(call as object, "key"))).toHaveLength(count);
  expect(told.slice(0, maxWaiting).filter((call) => Object.hasOwn(call as object, "heights"))).toHaveLength(2);
});
