import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ContractState } from "./contract-state.ts";
import { errors } from "./errors.ts";
import { isUndecided } from "./failure.ts";
import { nodeTimers } from "./node/threads.ts";
import { EnginePool } from "./pool.ts";
import { compileEngine } from "./quickjs/compile.ts";
import { Bench, callOf, codeOf, programOf, resultOf, word } from "./testing.ts";
import type { SpawnThread } from "./thread.ts";

const regexpBomb = "return /(x+x+)+y/.test('x'.repeat(40));";
const searchBomb = "const s = 'ab'.repeat(1 << 21); for (let i = 0; i < 9000; i++) s.lastIndexOf('b'.repeat(1000));";

const bench = new Bench();
const hasty = new Bench({ wallMs: 300, gas: Number.MAX_SAFE_INTEGER });
beforeAll(() => Promise.all([bench.start(), hasty.start()]), 60_000);
afterAll(() => Promise.all([bench, hasty].map((each) => each[Symbol.asyncDispose]())));

test("commands run in the order given and each sees what the last one wrote", async () => {
  const add = "const n = Number(ctx.state.get('n') ?? 0) + args; ctx.state.put('n', String(n)); return n;";
  const outcomes = await Promise.all([1, 10, 100].map((n) => bench.command(add, n)));
  expect(outcomes.map(resultOf)).toEqual([1, 11, 111]);
  expect(bench.state.get("n")).toBe("111");
});

test("a failed command writes nothing", async () => {
  const before = bench.state.root;
  const outcome = await bench.command("ctx.state.put('n', 'lost'); throw { code: 'No', message: 'no' };");
  expect(codeOf(outcome)).toBe("contract.No");
  expect(bench.state.root).toBe(before);
});

test("a query sees its snapshot, whatever commands did since", async () => {
  const state = new ContractState(word(9));
  const read = programOf("return ctx.state.range().map(([key, value]) => key + value);");
  const snapshots = [state.snapshot()];
  for (const [key, value] of [
    ["a", "1"],
    ["b", "2"],
    ["a", null],
  ] as const) {
    state.commit([[key, value]]);
    snapshots.push(state.snapshot());
  }
  const ask = async (index: number) => {
    const snapshot = snapshots[index];
    return snapshot && resultOf(await bench.pool.runQuery(read, snapshot, callOf("query")));
  };
  expect(await ask(2)).toEqual(["a1", "b2"]);
  expect(await ask(0)).toEqual([]);
  expect(await ask(3)).toEqual(["b2"]);
  expect(await ask(1)).toEqual(["a1"]);
});

test("a query that comes after more was written than is kept is told so, and the next one is served", async () => {
  const state = new ContractState(word(9), { mostBytes: 4_096 });
  const read = programOf("return ctx.state.get('k').length;");
  state.commit([["k", "a".repeat(3_000)]]);
  const old = state.snapshot();
  for (const letter of ["b", "c"]) state.commit([["k", letter.repeat(3_000)]]);
  await expect(bench.pool.runQuery(read, old, callOf("query"))).rejects.toSatisfy(errors.StateMovedOn.is);
  expect(resultOf(await bench.pool.runQuery(read, state.snapshot(), callOf("query")))).toBe(3_000);
});

test("a thread that forgot a contract is sent it again", async () => {
  const read = programOf("return ctx.state.get('k');");
  const states = Array.from({ length: 20 }, (_, index) => new ContractState(word(100 + index)));
  for (const [index, state] of states.entries()) state.commit([["k", String(index)]]);
  for (const round of [0, 1])
    for (const [index, state] of states.entries())
      expect([round, resultOf(await bench.pool.runQuery(read, state.snapshot(), callOf("query")))]).toEqual([
        round,
        String(index),
      ]);
}, 60_000);

test("a query ends at its wall time with its thread, charged for all its gas, and the next call is served", async () => {
  const ended = await hasty.query("for (;;);");
  expect(ended).toMatchObject({ error: { code: errors.WallTimeExceeded.code }, gas: Number.MAX_SAFE_INTEGER });
  expect(codeOf(await hasty.query(regexpBomb))).toBe(errors.WallTimeExceeded.code);
  expect(codeOf(await hasty.query(searchBomb))).toBe(errors.WallTimeExceeded.code);
  expect(resultOf(await bench.query("return 1;"))).toBe(1);
}, 60_000);

test("a command has no wall time of its own; the one that holds its thread is undecided and writes nothing", async () => {
  const outcome = await hasty.command(`ctx.state.put('a', 'b'); ${searchBomb}`);
  expect(codeOf(outcome)).toBe(errors.WallTimeExceeded.code);
  expect(isUndecided(outcome)).toBe(true);
  expect(hasty.state.version).toBe(0);
}, 60_000);

/** Threads of a host that has little stack. */
const spawnShallow: SpawnThread = () => {
  const worker = new Worker(new URL("./node/thread-main.ts", import.meta.url), {
    workerData: compileEngine(),
    resourceLimits: { stackSizeMb: 0.5 },
  });
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (handler) => void worker.on("message", handler),
    ended: new Promise((resolve) => void worker.on("exit", resolve)),
    terminate: async () => void (await worker.terminate()),
  };
};

test("what the host's own stack does to a command is undecided, writes nothing, and is over with the next", async () => {
  const threads = { spawnThread: spawnShallow, timers: nodeTimers, threads: 2, waitingQueries: 4 };
  await using pool = new EnginePool(threads);
  const state = new ContractState(word(2));
  const body = "ctx.state.put('a', 'b'); const f = () => f() + 1; try { f(); } catch { return 1; }";
  const outcome = await pool.runCommand(programOf(body), state, callOf("command"));
  expect(codeOf(outcome)).toBe(errors.EngineLost.code);
  expect(isUndecided(outcome)).toBe(true);
  expect(state.version).toBe(0);
  expect(codeOf(await bench.command(body))).toBe("1");
  expect(codeOf(await pool.runCommand(programOf("return 2;"), state, callOf("command")))).toBe("2");
}, 60_000);

test("queries beyond the queue are refused, those in it are served", async () => {
  const asked = Array.from({ length: 8 }, () => bench.query("return 1;"));
  const ended = await Promise.allSettled(asked);
  const refused = ended.filter((end) => end.status === "rejected");
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every((end) => errors.Overloaded.is(end.reason))).toBe(true);
  expect(ended.filter((end) => end.status === "fulfilled")).toHaveLength(8 - refused.length);
});

test("a pool that stops tells those who wait", async () => {
  const stopping = new Bench();
  const asked = [stopping.query("for (;;);"), stopping.query("return 1;"), stopping.command("for (;;);")];
  await stopping[Symbol.asyncDispose]();
  for (const outcome of await Promise.all(asked)) expect(codeOf(outcome)).toBe(errors.EngineLost.code);
}, 60_000);
