import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { buildContract, findPositions } from "../build/index.ts";
import { type CallFailure, type TestContract, testContract } from "./index.ts";

const index = `import { contract, fail, map, s, value } from "@pha/contract-kit";
import { broken } from "./broken.ts";
const none = s.nothing();
const wait = { input: none, output: none };
async function later(ctx: any): Promise<void> { await null; ctx.state.n.put(ctx.state.n.get() + 1); }
async function lost(): Promise<void> {
  await null;
  throw new Error("lost");
}
export default contract({
  state: { n: value(s.number()), names: map(s.array(s.object({ of: s.string({ max: 99_999 }) }), { max: 9 })) },
  init: { input: s.string({ max: 9 }), async run(ctx, how) {
    ctx.state.n.put(0);
    if (how === "later") later(ctx);
    if (how === "lost") lost();
  } },
  commands: {
    later: { ...wait, run(ctx) { later(ctx); return null; } },
    lost: { ...wait, run() { lost(); return null; } },
    stuck: { ...wait, run(ctx) { (async () => { await new Promise(() => {}); await later(ctx); })(); return null; } },
    awaits: { ...wait, async run(ctx) { try { await lost(); } catch { await later(ctx); } return null; } },
    poison: { ...wait, run(ctx) {
      const word = "😀"; ctx.state.n.put(word.length + 0.5); return null;
    } },
    longKey: { ...wait, run(ctx) { ctx.state.names.put("k".repeat(999), []); return null; } },
    longValue: { ...wait, run(ctx) { ctx.state.names.put("k", [{ of: "v".repeat(99_999) }]); return null; } },
    gives: { input: none, output: s.string({ max: 9 }), run: () => "\\ud800" },
    allFail: { ...wait, run: () => Promise.any([Promise.reject(new Error("first"))]) },
    fails: { ...wait, run() {
      try { broken(null); } catch (cause) {
        return fail("Failed", "It failed.", { cause });
      }
      return null;
    } },
    fills: { input: s.number(), output: none, run(ctx, count) {
      for (let i = 0; i < count; i++) ctx.state.names.put(String(i).padStart(256 - "names/".length, "0"), []);
      return null;
    } },
  },
  queries: {
    lacks: { input: s.array(s.string({ max: 99 }), { max: 99 }), output: s.array(s.string({ max: 99 }), { max: 99 }),
      run: (_, names) => names.filter((name) => !(name in globalThis)) },
    n: { input: none, output: s.number(), run: (ctx) => ctx.state.n.get() ?? 0 },
    lost: { ...wait, async run() { lost(); return null; } },
    writes: { ...wait, run(ctx: any) { ctx.state.n.put(1); return null; } },
    deletes: { ...wait, run(ctx: any) { ctx.state.names.delete("k"); return null; } },
    ranges: { ...wait, run(ctx) { ctx.state.names.range({ limit: -1 }); return null; } },
    spins: { ...wait, run() {
      for (;;);
    } },
    speaks: { ...wait, run(ctx) {
      ctx.log("by ctx.log");
      console.warn("by console", { a: [1] });
      console.log(new Error("shown"));
      return null;
    } },
    walks: { input: s.object({ limit: s.optional(s.number()), reverse: s.boolean() }), output: s.array(s.number(), { max: 2_500 }),
      run: (ctx, asked) => ctx.state.names.range(asked).map(([key]) => Number(key)) },
    whose: { input: s.account(), output: s.array(s.account(), { max: 2 }), run: (ctx, who) => (ctx.caller ? [who, ctx.caller] : [who]) },
  },
});`;
const broken = `export function broken(given: any): unknown {
  return given.field;
}`;

let place: string;
let made: TestContract;
const print = vi.spyOn(console, "log").mockImplementation(() => {});
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "contract-kit-"));
  await mkdir(join(place, "src"));
  await writeFile(join(place, "src", "index.ts"), index);
  await writeFile(join(place, "src", "broken.ts"), broken);
  made = await testContract(place, "plain");
}, 60_000);
afterAll(async () => {
  print.mockRestore();
  await made[Symbol.asyncDispose]();
  await rm(place, { recursive: true });
});

test("a contract is not started without what its constructor takes", async () => {
  await expect(testContract(place)).rejects.toMatchObject({ code: "contract.BadArguments" });
});

const lineOf = (words: string): number => index.slice(0, index.indexOf(words)).split("\n").length;
/** Where the words are in `src/index.ts`, or `further` characters behind. */
const at = (words: string, further = 0): string => {
  const line = index.split("\n")[lineOf(words) - 1] ?? "";
  return `src/index.ts:${lineOf(words)}:${line.indexOf(words) + 1 + further}`;
};

const failureOf = (call: Promise<unknown>): Promise<CallFailure> =>
  call.then(
    () => expect.unreachable("the call succeeded"),
    (error) => error,
  );

test("what a method begins and does not await is done before it ends, or fails it", async () => {
  const alice = made.as("alice");
  await alice.command("later");
  expect(await alice.query("n")).toBe(1);
  await alice.command("awaits");
  expect(await alice.query("n")).toBe(2);
  const root = made.stateRoot;
  for (const call of [() => alice.command("lost"), () => alice.query("lost"), () => made.init("lost")])
    expect(await failureOf(call())).toMatchObject({
      code: "contract-engine.ContractThrew",
      message: expect.stringContaining(`Error: lost in a promise that nobody awaits (${at('new Error("lost")', 4)})`),
    });
  expect(await failureOf(alice.command("stuck"))).toMatchObject({ code: "contract-engine.NeverAnswers" });
  expect(made.stateRoot).toBe(root);
  await made.init("later");
  expect(await alice.query("n")).toBe(1);
});

test("a range goes on where the engine's page ends, forwards and backwards, with the longest keys", async () => {
  await using full = await testContract(place, "plain");
  const alice = full.as("alice");
  const all = Array.from({ length: 2_100 }, (_, i) => i);
  await alice.command("fills", all.length);
  expect(await alice.query("walks", { reverse: false })).toEqual(all);
  expect(await alice.query("walks", { reverse: true })).toEqual(all.toReversed());
  expect(await alice.query("walks", { limit: 1_500, reverse: false })).toEqual(all.slice(0, 1_500));
});

test("a failure tells its place in the sources, in its words and in its stack, and keeps its cause", async () => {
  const spins = await failureOf(made.anonymous.query("spins"));
  expect(spins).toMatchObject({ code: "contract-engine.GasExhausted" });
  expect(spins.position).toContain(`src/index.ts:${lineOf("spins:")}:`);
  const poison = await failureOf(made.as("alice").command("poison"));
  expect(poison).toMatchObject({ code: "contract.BadWrite", position: at("ctx.state.n.put(word", 12) });
  expect(poison.message).toMatch(/^contract\.BadWrite: n: expected an integer .* got number\. \(src\/index\.ts:\S+\)$/);

  const gives = await failureOf(made.as("alice").command("gives"));
  expect(gives).toMatchObject({ code: "contract.BadOutput", position: undefined });
  expect(await failureOf(made.as("alice").command("allFail"))).toMatchObject({ cause: { message: "first" } });

  const failed = await failureOf(made.as("alice").command("fails"));
  expect(failed).toMatchObject({ code: "contract.Failed", position: at('fail("Failed"') });
  expect(failed.stack).toContain(`at run (${place}/${failed.position})`);
  expect(failed.stack).toContain("test-contract.test.ts");
  expect(failed.cause).toMatchObject({ name: "TypeError", message: "cannot read property 'field' of null" });
  expect((failed.cause as Error).stack).toContain(`at broken (${join(place, "src", "broken.ts")}:2:`);
});

test.each([
  ["a query that puts", "query", "writes", "ctx.state.n.put(1)", 12],
  ["a query that deletes", "query", "deletes", 'ctx.state.names.delete("k")', 16],
  ["a range of less than nothing", "query", "ranges", "ctx.state.names.range", 16],
  ["a key that is too long", "command", "longKey", 'ctx.state.names.put("k".repeat', 16],
  ["a value that is too long", "command", "longValue", 'ctx.state.names.put("k", [{', 16],
] as const)("%s is told by the author's line, not the kit's", async (_, kind, method, words, further) => {
  const alice = made.as("alice");
  const failure = await failureOf(kind === "query" ? alice.query(method) : alice.command(method));
  expect(failure.position).toBe(at(words, further));
  expect(failure.message.match(/\S+:\d+:\d+\S*/g)).toEqual([`(${failure.position})`]);
});

test("what a contract logs is kept and printed, with the method that did, and places of the sources", async () => {
  print.mockClear();
  await made.anonymous.query("speaks");
  const [first, second, third] = made.logs.slice(-3);
  expect([first, second]).toEqual(["by ctx.log", "warn: by console { a: [ 1 ] }"]);
  expect(third).toContain(`Error: shown\n    at run (${at('new Error("shown")', 4)})`);
  expect(print.mock.calls).toEqual([first, second, third].map((line) => [`[query speaks] ${line}`]));
});

test("the globals that builds allow are those that there are", async () => {
  const text = await readFile(new URL("../../contract-globals.d.ts", import.meta.url), "utf8");
  const names = [...text.matchAll(/^declare (?:var|function) (\w+)/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(9);
  expect(await made.anonymous.query("lacks", [...names, "process"])).toEqual(["process"]);
});

test("positions of a built contract are found by its code hash, and are no other's", async () => {
  const { code, codeHash, files } = await buildContract(place);
  const positions = await findPositions(place, codeHash);
  const before = code.slice(0, code.indexOf("given.field")).split("\n");
  const there = `contract.mjs:${before.length}:${[...(before.at(-1) ?? "")].length + 1}`;
  expect(positions?.translate(`x (${there}), contract.mjs:99:1`)).toBe("x (src/broken.ts:2:10), contract.mjs:99:1");
  expect(await findPositions(place, `0x${"00".repeat(32)}`)).toBeUndefined();
  for (const map of ["{", "null", "5", '{"version":3,"sources":5,"mappings":7}']) {
    await writeFile(`${files.code}.map`, map);
    const broken = await findPositions(place, codeHash);
    expect(broken?.translate(there) ?? there).toBe(there);
  }
}, 60_000);

test("an account may be written in SS58, as argument and as caller", async () => {
  const address = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
  const account = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
  expect(await made.as(address).query("whose", address)).toEqual([account, account]);
  expect(await made.as(account).query("whose", account)).toEqual([account, account]);
});
