import type { Hex } from "@pha/codec";
import { errors } from "@pha/program-kit";
import type { ReceiptKey, Scope } from "@pha/secret-channel";
import { array, assert, asyncProperty, boolean, constant, integer, nat, oneof, record } from "fast-check";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import type { Advance } from "../../protocol.ts";
import type { ClusterState } from "../cluster.ts";
import type { HostedContract } from "../hosted-contract.ts";
import { adder, ClusterLedger, executeAll, inOneGo, makeCluster, noWork, startPool, word } from "../testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** Of workers that begin, and of those that go on: threads keep what they know of a contract. */
const [first, next] = await Promise.all([startPool(), startPool()]);
afterAll(() => Promise.all([first, next].map((pool) => pool[Symbol.asyncDispose]())));

let made = 0;
let id: Hex;
let chain: ClusterLedger;
let logged: string[];
beforeEach(begin);

/** A new ledger with a new contract to come. */
function begin(): void {
  id = `0x${(++made).toString(16).padStart(64, "0")}`;
  chain = new ClusterLedger();
  logged = [];
}

/** A start of the worker, which is given all of these steps at once. */
async function start(steps: readonly Advance[], pool = next): Promise<ClusterState> {
  const core = chain.core();
  vi.spyOn(core.host, "log").mockImplementation((code) => void logged.push(code));
  const state = makeCluster(core, pool);
  await state.advance(inOneGo(steps));
  await executeAll(state);
  return state;
}

function hostedIn(state: ClusterState): HostedContract {
  return state.contracts.get(id) ?? expect.fail("the contract is not there");
}

/** Has the ledger agree on what a worker came to at a height, and the worker keep a checkpoint of it. */
async function keepAt(state: ClusterState, height: number): Promise<void> {
  const hosted = hostedIn(state);
  const report = hosted.reportsAbove(0).find(({ stateHeight }) => stateHeight === height);
  if (!report) return expect.fail("there is no such height");
  chain.agree(report);
  hosted.agreed = report;
  await state.rest();
}

/** Everything that follows a height as others see it. */
function seen(hosted: HostedContract, above: number, keys: readonly ReceiptKey[]) {
  const reports = hosted.reportsAbove(0).filter(({ stateHeight }) => stateHeight > above);
  const { stateHeight, stateTag } = hosted.snapshot();
  const receipts = keys.map((_, i) => {
    const { kept, index } = hosted.receipts.find(BigInt(i + 2), keys.length);
    return { kept, path: hosted.receipts.pathAt(index, stateHeight) };
  });
  return { reports, stateHeight, stateTag, receipts };
}

const command = record({
  by: integer({ min: 1, max: 3 }),
  what: oneof(
    integer({ min: 1, max: 9 }).map((args) => ({ method: "add", args })),
    constant({ method: "draw", args: null }),
    constant({ method: "refuse", args: "no" }),
    constant({ method: "nothing", args: null }),
  ),
  endsBlock: boolean(),
});

it("a contract that goes on from any height comes to the same reports, tags and receipts as one that began at its beginning (property)", async () => {
  const commands = array(command, { minLength: 2, maxLength: 15 });
  const property = asyncProperty(commands, nat(), integer({ min: 0, max: 9 }), async (given, pick, sum) => {
    begin();
    const scope: Scope = chain.instantiate(id, adder, sum === 0 ? "fail" : sum);
    const steps = [chain.block()];
    const keys: ReceiptKey[] = [];
    for (const { by, what, endsBlock } of given) {
      keys.push(chain.command(scope, word(by), what.method, what.args));
      if (endsBlock) steps.push(chain.block());
    }
    steps.push(chain.block());
    const whole = await start(steps, first);
    const heights = hostedIn(whole).reportsAbove(0);
    const { stateHeight: height } = heights[pick % heights.length] ?? expect.fail("nothing was executed");
    await keepAt(whole, height);
    steps.push(chain.block());

    const resumed = await start(steps);
    expect([resumed.counts.resumed, logged]).toEqual([1, []]);
    expect(seen(hostedIn(resumed), height, keys)).toEqual(seen(hostedIn(whole), height, keys));
    expect(
      hostedIn(resumed)
        .reportsAbove(0)
        .every(({ stateHeight }) => stateHeight > height),
    ).toBe(true);

    // Nor is one given more than the newest block: it goes back as far as it needs, and not where nothing came since.
    const newest = inOneGo(steps);
    const asked = chain.reached.length;
    const late = await start([{ ...newest, messages: [] }]);
    expect([late.counts.resumed, late.counts.executed, logged]).toEqual([1, resumed.counts.executed, []]);
    expect(seen(hostedIn(late), height, keys)).toEqual(seen(hostedIn(whole), height, keys));
    expect(chain.reached.length > asked).toBe(height !== hostedIn(whole).height);
  });
  await assert(property, { numRuns: 12 });
});

/** A contract with six commands in as many blocks, a worker that executed them, and a checkpoint of the fourth block. */
async function story(): Promise<{ readonly steps: Advance[]; readonly whole: ClusterState }> {
  const scope = chain.instantiate(id, adder, 1);
  const steps = [chain.block()];
  for (let i = 0; i < 6; i++) {
    chain.command(scope, word(1), "add", i);
    steps.push(chain.block());
  }
  const whole = await start(steps, first);
  await keepAt(whole, 4);
  steps.push(chain.block());
  return { steps, whole };
}

const tagOf = (state: ClusterState): Hex => hostedIn(state).snapshot().stateTag;

it("executes what came after the checkpoint alone, and goes on with what comes", async () => {
  const { steps, whole } = await story();
  expect(whole.counts).toEqual({ ...noWork, executed: 7n, kept: 1 });
  const state = await start(steps);
  expect(state.counts).toEqual({ ...noWork, executed: 3n, resumed: 1 });
  expect(tagOf(state)).toBe(tagOf(whole));
  expect(state.served(id)).toMatchObject({ snapshot: { stateHeight: 7 }, at: { messages: 7n } });
});

it("serves a contract that nothing came for since, without executing anything", async () => {
  const { steps, whole } = await story();
  await keepAt(whole, 7);
  steps.push(chain.block());
  const state = await start(steps);
  expect([state.counts, tagOf(state)]).toEqual([{ ...noWork, resumed: 1 }, tagOf(whole)]);
  expect(state.served(id)).toMatchObject({ at: { messages: 7n }, snapshot: { stateHeight: 7 } });
});

it("replays more from a checkpoint that the host took out of a copy of long ago, and comes to the same", async () => {
  const { steps, whole } = await story();
  const old = new Map(chain.checkpoints.whole);
  await keepAt(whole, 7);
  steps.push(chain.block());
  for (const [contract, parts] of old) chain.checkpoints.whole.set(contract, parts);
  const state = await start(steps);
  expect([state.counts.executed, tagOf(state), logged]).toEqual([3n, tagOf(whole), []]);
});

/** What a host may have done to a checkpoint: each is told, and history is executed. */
const spoilt: readonly [string, string, (parts: readonly Uint8Array[]) => readonly Uint8Array[]][] = [
  ["changed", "program.SealBroken", ([part]) => [(part as Uint8Array).map((byte, i) => (i === 99 ? byte ^ 1 : byte))]],
  ["said to be of another height", "program.SealBroken", ([part]) => [(part as Uint8Array).with(3, 5)]],
  ["cut", "program.SealBroken", ([part]) => [(part as Uint8Array).subarray(0, 60)]],
  ["cut to nothing", "miner.CheckpointDamaged", () => [Uint8Array.of(0)]],
];
it.each(spoilt)("sets a checkpoint aside that is %s, says why, and executes all", async (_, code, spoil) => {
  const { steps, whole } = await story();
  chain.checkpoints.whole.set(id, spoil(chain.checkpoints.whole.get(id) as readonly Uint8Array[]));
  const state = await start(steps);
  expect(state.counts).toEqual({ ...noWork, executed: 7n });
  expect([tagOf(state), logged]).toEqual([tagOf(whole), ["miner.CheckpointSetAside", code]]);
});

it("sets another contract's checkpoint aside", async () => {
  await story();
  const parts = chain.checkpoints.whole.get(id) as readonly Uint8Array[];
  begin();
  const { steps, whole } = await story();
  chain.checkpoints.whole.set(id, parts);
  const state = await start(steps);
  expect([state.counts.executed, tagOf(state)]).toEqual([7n, tagOf(whole)]);
  expect(logged).toEqual(["miner.CheckpointSetAside", "program.SealBroken"]);
});

it("never goes on from what the ledger contradicts", async () => {
  const { steps, whole } = await story();
  const report =
    hostedIn(whole)
      .reportsAbove(0)
      .find(({ stateHeight }) => stateHeight === 4) ?? expect.fail();
  for (const lie of [{ stateTag: word(9) }, { receiptsRoot: word(9) }, { stateHeight: 3 }]) {
    chain.agree({ ...report, ...lie });
    steps.push(chain.block());
    const state = await start(steps);
    expect([state.counts.executed, logged]).toEqual([7n, ["miner.CheckpointSetAside", "miner.CheckpointContradicted"]]);
    logged = [];
  }
});

it("keeps nothing of what the ledger agrees on otherwise", async () => {
  const { whole } = await story();
  const hosted = hostedIn(whole);
  hosted.agreed = { ...hosted.agreed, stateHeight: 5, stateTag: word(9) };
  await whole.rest();
  expect([whole.counts.kept, logged]).toEqual([1, ["miner.CheckpointNotKept", "miner.CheckpointContradicted"]]);
});

it("tells what its host does not keep, and goes on", async () => {
  const { whole, steps } = await story();
  vi.spyOn(chain.checkpoints, "keep").mockImplementation(() => {
    throw errors.NotStarted();
  });
  await keepAt(whole, 6);
  expect(logged).toEqual(["miner.CheckpointNotKept", "program.NotStarted"]);
  steps.push(chain.block());
  expect((await start(steps)).counts.executed).toBe(3n);
});

it("makes one in so many blocks by itself, while there is something new", async () => {
  const { whole } = await story();
  const hosted = hostedIn(whole);
  const kept: number[] = [];
  for (let block = 0; block < 12; block++) {
    hosted.agreed = hosted.reportsAbove(0)[Math.min(6, 4 + block)] ?? expect.fail();
    await whole.advance(chain.block());
    whole.dispatch();
    await whole.idle();
    kept.push(whole.counts.kept);
  }
  expect(kept).toEqual([1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
});
