import { decode } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { Core } from "@pha/program-kit";
import { computation, RuntimeCall, type Session } from "@pha/runtime/spec";
import { beforeEach, expect, it } from "vitest";
import { Heartbeats } from "./heartbeats.ts";
import { SpareWork } from "./spare-work.ts";
import { ClusterLedger, word } from "./testing.ts";

let chain: ClusterLedger;
let core: Core;
let heartbeats: Heartbeats;
let served = { queries: 0n, gas: 0n };
let turns: (() => void)[];

beforeEach(() => {
  chain = new ClusterLedger();
  core = chain.core();
  turns = [];
  served = { queries: 0n, gas: 0n };
  const host = { primitives, monotonicMs: () => 0, setTimeout: (turn: () => void) => turns.push(turn) };
  heartbeats = new Heartbeats(core, new SpareWork(host, 100), () => served);
});

const state = () => chain.ledger.pallet(computation);
const round = (number: bigint) => ({ round: number, seed: word(1), atMs: 0n, tick: 0, block: 0 });
const computing = (changes: Partial<Session> = {}): Session => ({
  ...{ number: 0, pool: 0, standing: { type: "Idle" }, position: 0, stake: 0n, initialV: 0n, v: 0n, deductible: 0n },
  ...{ advancedTo: 0, pBench: 1, p: 0n, spare: { p: 0n, tick: 0 }, confidence: 128, platform: undefined, share: 0n },
  ...{ paidTo: { workers: 0n, treasury: 0n }, iterations: 0n, heardMs: 0n, due: undefined, earned: 0n },
  ...{ startedAt: 0, startedIn: 0, slashedDays: 0, ...changes },
});
const compute = (changes?: Partial<Session>) => state().sessions.put(core.identity, computing(changes));

/** Finalizes a block, and gives the calls that wait for the ledger then. */
async function step() {
  core.advance(chain.block().block);
  await heartbeats.tell();
  return core.outbox.pending().map((extrinsic) => {
    const { value } = decode(RuntimeCall, extrinsic.subarray((extrinsic[0] as number) & 3 ? 3 : 2)).value;
    const { round, iterations, queries } = value as { round: bigint; iterations: bigint; queries?: bigint };
    return { round, iterations, ...(queries !== undefined && { queries }) };
  });
}

/** So many units of work, if any is done at all. */
function work(units: number): number {
  let done = 0;
  for (; done < units && turns.length > 0; done++) turns.shift()?.();
  return done;
}

it("measures itself from the first round that it sees, once the benchmark has lasted, and works no longer", async () => {
  const { figures, rounds, scores } = state();
  figures.put({ ...figures.get(), benchmarkTicks: 1 });
  expect(await step()).toEqual([]);
  work(3);
  rounds.put([{ ...round(1n), tick: 1_000_000 }]);
  expect(await step()).toEqual([]);
  expect(work(5)).toBe(5);
  rounds.put([{ ...round(1n), tick: 0 }]);
  figures.put({ ...figures.get(), benchmarkTicks: 0 });
  expect(await step()).toEqual([{ round: 1n, iterations: 5n }]);
  scores.put(core.identity, { p: 5, round: 1n, tick: 1_000_000 });
  expect(await step()).toEqual([]);
  work(1);
  expect(work(1)).toBe(0);
});

it("reports on a round as long as the ledger knows it, and then on a later one instead", async () => {
  const { figures, rounds } = state();
  figures.put({ ...figures.get(), benchmarkTicks: 0 });
  const upTo = (newest: number) => Array.from({ length: newest }, (_, i) => round(BigInt(i + 1)));
  for (let newest = 1; newest <= 9; newest++) {
    rounds.put(upTo(newest).map((one) => ({ ...one, tick: 1_000_000 })));
    expect(await step()).toEqual([]);
    work(1);
  }
  rounds.put(upTo(9));
  expect(await step()).toEqual([{ round: 1n, iterations: 9n }]);
  expect(await step()).toEqual([{ round: 1n, iterations: 9n }]);
  rounds.put(upTo(9).slice(1));
  expect(await step()).toEqual([{ round: 2n, iterations: 8n }]);
});

it("answers when it is asked, once, with what it did since its session began and what it served since the last answer", async () => {
  compute();
  expect(await step()).toEqual([]);
  work(4);
  served = { queries: 2n, gas: 9n };
  compute({ due: 7n });
  expect(await step()).toEqual([{ round: 7n, iterations: 4n, queries: 2n }]);
  work(4);
  expect(await step()).toEqual([{ round: 7n, iterations: 4n, queries: 2n }]);
  compute();
  expect(await step()).toEqual([]);
  served = { queries: 3n, gas: 9n };
  compute({ due: 8n });
  expect(await step()).toEqual([{ round: 8n, iterations: 8n, queries: 1n }]);
  compute({ number: 1, due: 9n });
  expect(await step()).toEqual([{ round: 9n, iterations: 0n, queries: 0n }]);
});

it("comes back by the newest round, and gives up on those before it", async () => {
  compute({ standing: { type: "Unresponsive", value: 0 } });
  state().rounds.put([round(1n), round(2n)]);
  expect((await step()).map((beat) => beat.round)).toEqual([2n]);
  state().rounds.put([round(2n), round(3n)]);
  expect((await step()).map((beat) => beat.round)).toEqual([3n]);
});

it("says nothing when it has been stopped", async () => {
  state().rounds.put([round(1n)]);
  compute({ standing: { type: "CoolingDown", value: 0 }, due: 1n });
  expect(await step()).toEqual([]);
  expect(work(1)).toBe(0);
});
