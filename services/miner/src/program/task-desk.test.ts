import { decode, type Hex } from "@pha/codec";
import type { EnginePool } from "@pha/contract-engine";
import { enrol, takeLease } from "@pha/program-kit/testing";
import { clusters, contracts, mayRun, RuntimeCall, system, type Task, type TaskOutcome } from "@pha/runtime/spec";
import type { Scope } from "@pha/secret-channel";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { errors } from "../errors.ts";
import type { Advance } from "../protocol.ts";
import type { ClusterState } from "./cluster.ts";
import { makeQueryTurns } from "./query-turns.ts";
import { TaskDesk } from "./task-desk.ts";
import { TaskRunner } from "./task-runner.ts";
import { ClusterLedger, cluster, executeAll, makeCluster, makeWorker, startPool, word } from "./testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);
const every = 5;

/** Counts; its task tells of one more, has nothing to say after two, and fails when it is told to. */
const code = `export default {
  commands: {
    grow(ctx, by) { ctx.state.put("n", String(Number(ctx.state.get("n") ?? 0) + by)); },
    note(ctx, text) { ctx.state.put("note", JSON.stringify([text, ctx.caller, ctx.task])); },
    fail(ctx) { ctx.state.put("fails", "yes"); },
  },
  queries: {},
  tasks: {
    async grow(ctx) {
      ctx.log("due " + ctx.task.due);
      if (ctx.state.get("fails")) throw { code: "NoPrice", message: "nobody answers" };
      const n = Number(ctx.state.get("n") ?? 0);
      return n === 2 ? null : n === 3 ? "nonsense" : n === 4 ? { method: "x".repeat(65), args: null } : { method: "grow", args: n + 1 };
    },
  },
};
//# abi=${JSON.stringify({ abi: 1, commands: {}, queries: {}, tasks: { grow: { every, workers: 1 } } })}
`;

const task: Task = { name: "grow", every, workers: 1, since: 1, due: 0, runs: [], fails: 0 };
let chain: ClusterLedger;
let scope: Scope;
let steps: Advance[];

beforeEach(() => {
  chain = new ClusterLedger();
  scope = chain.instantiate(id, code);
  steps = [];
});

const admit = (members: readonly Hex[]) =>
  chain.ledger
    .pallet(clusters)
    .clusters.put(cluster, { owner: word(1), minMembers: 1, open: false, members: [...members], applicants: [] });

const put = (changes: Partial<Task> = {}) =>
  chain.ledger.pallet(contracts).tasks.put(id, { list: [{ ...task, ...changes }] });

/** The newest block as a host tells of it; the ledger knows the hashes of those before. */
function block(): Advance {
  const { number } = chain.ledger.head;
  chain.ledger.pallet(system).blockHash.put(number, word(number));
  const advance = chain.block();
  steps.push(advance);
  return advance;
}

interface Ran {
  readonly task: string;
  readonly due: number;
  readonly outcome: TaskOutcome;
}

/** What of these extrinsics tells of tasks. */
const runsIn = (extrinsics: readonly Uint8Array[]): Ran[] =>
  extrinsics.flatMap((extrinsic) => {
    const mode = (extrinsic[0] as number) & 3;
    const { value } = decode(RuntimeCall, extrinsic.subarray(mode === 0 ? 2 : 3));
    return value.type === "task_ran" ? [value.value as unknown as Ran] : [];
  });

/** A leased member, alone unless others are admitted, that runs tasks. */
async function member(core = chain.core(), engine: EnginePool = pool, onProgress = () => {}) {
  await takeLease(core);
  admit([core.identity]);
  const state = makeCluster(core, engine);
  const runner = new TaskRunner(
    core,
    engine,
    makeQueryTurns(1, () => performance.now()),
  );
  const desk = new TaskDesk({ core, cluster: state, clusterId: cluster, runner, onProgress });
  const take = async (advance: Advance) => {
    await state.advance(advance);
    await executeAll(state);
    await desk.begin();
  };
  const told = () => runsIn(core.outbox.pending());
  return {
    core,
    desk,
    state,
    take,
    told,
    async runTo(number: number) {
      while (chain.ledger.head.number < number) await take(block());
    },
    async untilTold(count: number) {
      await vi.waitFor(() => expect(told().length).toBe(count), { timeout: 20_000 });
      return told();
    },
  };
}

const entryIn = (state: ClusterState, key: string) =>
  state.contracts
    .get(id)
    ?.snapshot()
    .state.sync(undefined)
    .changes.findLast(([name]) => name === key)?.[1];

it("what a new contract schedules its workers report with its making", async () => {
  const { runTo, state } = await member();
  await runTo(1);
  const [made] = state.contracts.get(id)?.reportsAbove(0) ?? [];
  const value = { task: "grow", every, workers: 1 };
  expect(made?.effects?.list).toEqual([{ message: 1n, index: 0, effect: { type: "Schedule", value } }]);
});

describe("a task that is due", () => {
  it("is run once, and what it submits is told sealed, as this worker's", async () => {
    const { core, desk, runTo, told, untilTold } = await member();
    put();
    await runTo(6);
    expect(told()).toEqual([]);
    await runTo(7);
    const [ran] = await untilTold(1);
    expect(ran).toMatchObject({ contract: id, epoch: 0, task: "grow", due: 6 });
    const run = { worker: core.identity, name: "grow", due: 6 };
    expect(chain.openTask(scope, run, (ran as Ran).outcome)).toEqual({ method: "grow", args: 1 });
    await runTo(9);
    expect(told()).toHaveLength(1);
    expect(desk.counts).toEqual({ ran: 1, failed: 0, skipped: 0 });
  });

  it("is run by who is elected, and by the next when nobody has told of it for some blocks", async () => {
    const { core, runTo, told, untilTold } = await member();
    const members = [core.identity, ...[0x20, 0x21, 0x22].map(word)];
    admit(members);
    const runs: Task["runs"] = [{ identity: word(0x23), end: { type: "Failed" } }];
    put({ every: 100, due: 6, fails: 1, runs });
    const election = { contract: id, task, due: 6, seed: word(6), members };
    const first = Array.from({ length: 20 }, (_, i) => 7 + i).find((at) =>
      mayRun(election, core.identity, at),
    ) as number;
    await runTo(first - 1);
    expect(told()).toEqual([]);
    await runTo(first);
    expect(await untilTold(1)).toMatchObject([{ due: 6 }]);
  });

  it("and has nothing to say is told of without a word", async () => {
    const { runTo, untilTold } = await member();
    put();
    chain.command(scope, word(1), "grow", 2);
    await runTo(7);
    expect(await untilTold(1)).toMatchObject([{ due: 6, outcome: { type: "Quiet" } }]);
  });

  it.each([
    ["throws", "fail", null, "failed: contract.NoPrice: nobody answers"],
    ["names a method by more than any has", "grow", 4, expect.stringContaining("failed: contract-engine.BadOutput")],
    ["gives what is no command", "grow", 3, expect.stringContaining("failed: contract-engine.BadOutput")],
  ])("and %s is told to have failed, and why is in the contract's log", async (_, method, args, why) => {
    const { desk, state, runTo, untilTold } = await member();
    put();
    chain.command(scope, word(1), method, args);
    await runTo(7);
    expect(await untilTold(1)).toMatchObject([{ due: 6, outcome: { type: "Failed" } }]);
    expect(desk.counts).toEqual({ ran: 1, failed: 1, skipped: 0 });
    const { lines } = state.contracts.get(id)?.log.after(0) ?? {};
    expect(lines?.map(({ call, line }) => [call, line])).toEqual([
      ["task grow", "due 6"],
      ["task grow", why],
    ]);
  });

  it("is not run when enough have, nor by a worker that has", async () => {
    const { core, desk, runTo, untilTold } = await member();
    const runOf = (identity: Hex, type: TaskOutcome["type"]): Task["runs"] => [{ identity, end: { type } }];
    put({ due: 6, runs: runOf(word(0x20), "Said") });
    await runTo(8);
    put({ every: 50, due: 6, fails: 1, runs: runOf(core.identity, "Failed") });
    await runTo(12);
    expect(desk.counts.ran).toBe(0);
    put({ due: 6, runs: runOf(word(0x20), "Said") });
    await runTo(13);
    expect(await untilTold(1)).toMatchObject([{ due: 11 }]);
  });

  it("is not run for a contract that the ledger has halted, whose runs it would not count", async () => {
    const { desk, runTo } = await member();
    put();
    const { contracts: all } = chain.ledger.pallet(contracts);
    const record = all.get(id);
    if (record) all.put(id, { ...record, halted: true });
    await runTo(12);
    expect(desk.counts.ran).toBe(0);
  });

  it("that ended with its contract's code is told of no more: nothing would be counted behind it", async () => {
    const { runTo, told, take, untilTold } = await member();
    put();
    await runTo(8);
    expect(await untilTold(1)).toMatchObject([{ task: "grow", due: 6 }]);
    put({ since: 7 });
    await take(block());
    expect(told()).toEqual([]);
    await runTo(14);
    expect(await untilTold(1)).toMatchObject([{ task: "grow", due: 12 }]);
    chain.ledger.pallet(contracts).tasks.remove(id);
    await take(block());
    expect(told()).toEqual([]);
  });

  it("that others are to run since a member came is told of no more, and run again once nobody has for some blocks", async () => {
    const { core, runTo, told, take, untilTold } = await member();
    put({ every: 20 });
    await runTo(22);
    expect(await untilTold(1)).toMatchObject([{ due: 21 }]);
    const goesFirst = (other: Hex) => {
      const election = { contract: id, task, due: 21, seed: word(21), members: [core.identity, other] };
      return !mayRun(election, core.identity, 23);
    };
    admit([core.identity, [1, 2, 3, 4, 5, 6, 7, 8, 9].map(word).find(goesFirst) ?? expect.fail()]);
    await take(block());
    expect(told()).toEqual([]);
    await runTo(26);
    expect(await untilTold(1)).toMatchObject([{ due: 21 }]);
  });

  it("is left out while it still runs from the time before, and that is counted", async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const slow: Pick<EnginePool, "runCommand" | "runQuery"> = {
      runCommand: (...given) => pool.runCommand(...given),
      runQuery: (...given) => held.then(() => pool.runQuery(...given)),
    };
    const { desk, runTo, told, untilTold } = await member(chain.core(), slow as EnginePool);
    put();
    await runTo(13);
    expect(desk.counts).toEqual({ ran: 0, failed: 0, skipped: 1 });
    release();
    expect(await untilTold(1)).toMatchObject([{ due: 6 }]);
    await runTo(16);
    expect(told()).toHaveLength(1);
    await runTo(17);
    expect(await untilTold(2)).toMatchObject([{ due: 6 }, { due: 16 }]);
  });

  it("that there was no room for is tried again by a later tick, and asks for none", async () => {
    let tries = 0;
    const full: Pick<EnginePool, "runCommand" | "runQuery"> = {
      runCommand: (...given) => pool.runCommand(...given),
      runQuery: async (...given) => {
        if (++tries < 3) throw errors.Overloaded();
        return pool.runQuery(...given);
      },
    };
    const onProgress = vi.fn();
    const { desk, runTo, untilTold } = await member(chain.core(), full as EnginePool, onProgress);
    put({ every: 100, due: 6, fails: 1, runs: [{ identity: word(0x23), end: { type: "Failed" } }] });
    await runTo(8);
    expect([tries, onProgress.mock.calls.length, desk.counts.ran]).toEqual([2, 0, 0]);
    await runTo(9);
    expect(await untilTold(1)).toMatchObject([{ due: 6 }]);
    await vi.waitFor(() => expect(onProgress).toHaveBeenCalledTimes(1));
  });

  it("is run again by a worker that was started anew before the ledger heard of it: nothing is kept", async () => {
    const first = await member();
    const { sealedIdentity } = await first.core.register();
    put();
    await first.runTo(7);
    await first.untilTold(1);
    const again = await member(chain.core(sealedIdentity));
    for (const step of steps) await again.take(step);
    expect(await again.untilTold(1)).toMatchObject([{ due: 6 }]);
  });

  it("is run by nobody who has no lease", async () => {
    const core = chain.core();
    await takeLease(core);
    admit([core.identity]);
    enrol(chain.ledger, core);
    put();
    const worker = makeWorker(core, pool);
    const lease = vi.spyOn(core.lease, "leftMs").mockReturnValue(0);
    const settle = async () => {
      for (let i = 0; i < 3; i++) {
        await worker.tick();
        await worker.idle();
      }
    };
    while (chain.ledger.head.number < 8) {
      await worker.advance(block());
      await settle();
    }
    expect(await worker.tick()).toMatchObject({ standing: "unleased", tasks: { ran: 0 } });
    lease.mockRestore();
    await settle();
    await vi.waitFor(async () => expect(runsIn((await worker.tick()).extrinsics)).toMatchObject([{ due: 6 }]), 20_000);
    expect(await worker.tick()).toMatchObject({ standing: "serving", tasks: { ran: 1 } });
  });
});

describe("a command of a task", () => {
  const run = { worker: word(0x20), name: "grow", due: 6 };

  it("is executed with its worker as the caller, and its run in the context", async () => {
    const { runTo, state } = await member();
    chain.tellTask(scope, run, "note", "hello");
    await runTo(1);
    expect(JSON.parse(entryIn(state, "note") ?? "null")).toEqual(["hello", run.worker, run]);
  });

  it.each([
    ["another worker's", { ...run, worker: word(0x21) }],
    ["for another block", { ...run, due: 11 }],
    ["another task's", { ...run, name: "shrink" }],
  ])("that is %s does not open, and nothing happens", async (_, author) => {
    const { runTo, state } = await member();
    chain.tellTask(scope, run, "note", "hello", author);
    await runTo(1);
    expect(entryIn(state, "note")).toBeUndefined();
    expect(state.contracts.get(id)).toMatchObject({ stuck: false, height: 1 });
  });

  it("that fails tells the contract's owner why", async () => {
    const { runTo, state } = await member();
    chain.tellTask(scope, run, "none", null);
    await runTo(1);
    const { lines } = state.contracts.get(id)?.log.after(0) ?? {};
    expect(lines).toMatchObject([
      { call: "told none", line: expect.stringContaining("contract-engine.UnknownMethod") },
    ]);
  });
});
