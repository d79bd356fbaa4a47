import { expect, it } from "vitest";
import { type Call, failureOf } from "./call.ts";
import { ContractState, type StateSnapshot } from "./contract-state.ts";
import { errors } from "./errors.ts";
import { defaultLimits } from "./limits.ts";
import { nodeTimers } from "./node/threads.ts";
import { decodeJob, encodeEnd, type Job, ready } from "./protocol.ts";
import { Runner } from "./runner.ts";
import { callOf, programOf, word } from "./testing.ts";

/** A runner whose thread answers every job at once, and the jobs. */
function makeRunner(): { readonly runner: Runner; readonly jobs: Job[] } {
  const jobs: Job[] = [];
  const runner = new Runner({
    timers: nodeTimers,
    spawnThread: () => {
      let tell = (_: Uint8Array): void => {};
      return {
        post: (message) => {
          const job = decodeJob(message);
          jobs.push(job);
          const outcome = { ok: true, result: "1", writes: [], effects: [], gas: 0, logs: [] } as const;
          queueMicrotask(() => tell(encodeEnd({ id: job.id, leg: outcome })));
        },
        onMessage: (handler) => {
          tell = handler;
        },
        ended: new Promise(() => {}),
        terminate: async () => {},
      };
    },
  });
  return { runner, jobs };
}

const origin = {};
const snapshotOf = (index: number, bytes: number): StateSnapshot => ({
  contract: word(index),
  origin,
  version: 1,
  bytes,
  sync: (known) => ({ full: known === undefined, changes: [] }),
});

it("has its thread keep as many contracts as there is room for, the most recently used", async () => {
  const { runner, jobs } = makeRunner();
  const run = async (index: number, bytes: number) => {
    const [program, call, limits] = [programOf("return 1;"), callOf("query"), defaultLimits];
    await runner.run({ program, snapshot: snapshotOf(index, bytes), call, limits });
    const { sync, forget } = jobs.at(-1) as Job;
    return { isNew: sync.full, forgets: forget };
  };
  expect(await run(1, 16 << 20)).toEqual({ isNew: true, forgets: [] });
  expect(await run(2, 12 << 20)).toEqual({ isNew: true, forgets: [] });
  expect(await run(1, 16 << 20)).toEqual({ isNew: false, forgets: [] });
  expect(await run(3, 8 << 20)).toEqual({ isNew: true, forgets: [word(2)] });
  expect(await run(2, 16 << 20)).toEqual({ isNew: true, forgets: [word(1)] });
  for (let index = 10; index < 24; index++) expect((await run(index, 1)).forgets).toEqual([]);
  expect(await run(24, 1)).toEqual({ isNew: true, forgets: [word(3)] });
});

it("gives its thread all of a state that takes another's place, whatever their versions are", async () => {
  const { runner, jobs } = makeRunner();
  const states = ["old", "new"].map((value) => {
    const state = new ContractState(word(1));
    state.commit([["is", value]]);
    return state;
  });
  for (const [before, state] of states.entries()) {
    const [program, call, limits] = [programOf("return 1;"), callOf("query"), defaultLimits];
    await runner.run({ program, snapshot: state.snapshot(), call, limits });
    const { sync, program: sent } = jobs.at(-1) as Job;
    expect(sync).toEqual({ full: true, changes: [["is", before === 0 ? "old" : "new"]] });
    expect(sent === undefined).toBe(before === 1);
  }
});

/** What becomes of a call whose thread never answers, and after how long. */
async function expire(call: Call) {
  let waitedMs = 0;
  const onMessage = (handler: (message: Uint8Array) => void) => handler(ready);
  const thread = { post: () => {}, onMessage, ended: new Promise(() => {}), terminate: async () => {} };
  const runner = new Runner({
    spawnThread: () => thread,
    timers: {
      setTimeout: (callback, ms) => {
        waitedMs = ms;
        queueMicrotask(callback);
      },
      clearTimeout: () => {},
    },
  });
  const snapshot = new ContractState(word(2)).snapshot();
  const outcome = await runner.run({ program: programOf("return 1;"), snapshot, call, limits: defaultLimits });
  return { outcome, waitedMs };
}

it("ends a query at its time, that of all other calls at twice this, and charges all their gas", async () => {
  const { wallMs, gas } = defaultLimits;
  for (const [kind, limitMs] of [["query", wallMs], ["command", 2 * wallMs], ["init", 2 * wallMs]] as const) {
    const error = failureOf(errors.WallTimeExceeded({ limitMs }));
    expect(await expire(callOf(kind))).toEqual({ outcome: { ok: false, error, gas, logs: [] }, waitedMs: limitMs });
  }
}); // biome-ignore format: a table
