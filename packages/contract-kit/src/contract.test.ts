import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { contract } from "./contract.ts";
import { s } from "./schema.ts";
import { map } from "./state.ts";
import { type TestContract, testContract } from "./testing/index.ts";

const source = `
import { contract, fail, map, s, value } from "@pha/contract-kit";
export default contract({
  state: { greeting: value(s.string({ max: 100 })), seen: map(s.u128()), seeing: map(s.u128()), count: value(s.number()) },
  init: { input: s.object({ greeting: s.string({ max: 100 }) }), run(ctx, { greeting }) { ctx.state.greeting.put(greeting); } },
  commands: {
    see: {
      input: s.object({ key: s.string({ max: 9 }), count: s.u128() }), output: s.array(s.string({ max: 9 }), { max: 9 }),
      run(ctx, { key, count }) {
        if (count === 0n) ctx.state.seen.delete(key); else ctx.state.seen.put(key, count);
        ctx.state.seeing.put(key, count);
        ctx.log(key);
        return ctx.state.seen.range({ from: "b", reverse: true }).map(([key, count]) => key + count);
      },
    },
    spoil: { input: s.number(), output: s.number(),
      run(ctx, wrong) { ctx.state.count.put([NaN, 0.5, -1, "1", 1n, undefined][wrong]); return 1; } },
    give: { input: s.number(), output: s.number(),
      run(ctx, wrong) { ctx.state.count.put(2); return [NaN, 0.5, -1, "1", 1n, undefined][wrong]; } },
    giveLater: { input: s.nothing(), output: s.number(), async run(ctx) { ctx.state.count.put(3); return NaN; } },
    pollute: { input: s.nothing(), output: s.nothing(), run() { Object.prototype.polluted = true; return null; } },
  },
  queries: {
    greet: { input: s.nothing(), output: s.string({ max: 200 }),
      async run(ctx) { return ctx.state.greeting.get() + ", " + (ctx.caller ?? fail("WhoAreYou", "Sign in.")); } },
    count: { input: s.nothing(), output: s.number(), run: (ctx) => ctx.state.count.get() ?? 0 },
    time: { input: s.nothing(), output: s.array(s.number(), { max: 2 }), run: (ctx) => [ctx.block.timeMs, Date.now()] },
    write: { input: s.nothing(), output: s.nothing(), run(ctx) { ctx.state.greeting.delete(); return null; } },
  },
});`;

let place: string;
let made: TestContract;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "contract-kit-"));
  await mkdir(join(place, "src"));
  await writeFile(join(place, "src", "index.ts"), source);
  made = await testContract(place, { greeting: "Hello" });
}, 60_000);
afterAll(async () => {
  await made[Symbol.asyncDispose]();
  await rm(place, { recursive: true });
});

test("the constructor's arguments are checked and kept", async () => {
  expect(await made.as("alice").query("greet")).toBe(`Hello, ${made.as("alice").account}`);
  await expect(made.anonymous.query("greet")).rejects.toMatchObject({ code: "contract.WhoAreYou" });
  await expect(made.init({ greting: "x" })).rejects.toMatchObject({ code: "contract.BadArguments" });
});

test("parts of the state are apart, and ranges stay within theirs", async () => {
  const alice = made.as("alice");
  expect(await alice.command("see", { key: "a", count: "1" })).toEqual([]);
  expect(await alice.command("see", { key: "b", count: "2" })).toEqual(["b2"]);
  expect(await alice.command("see", { key: "c", count: "3" })).toEqual(["c3", "b2"]);
  expect(await alice.command("see", { key: "b", count: "0" })).toEqual(["c3"]);
  expect(made.logs).toEqual(["a", "b", "c", "b"]);
});

test("the clock is the block's", async () => {
  const before = await made.as("alice").query("time");
  expect(before).toEqual([made.block.timeMs, made.block.timeMs]);
  made.advance(10);
  expect(await made.as("alice").query("time")).toEqual([made.block.timeMs, made.block.timeMs]);
});

test("arguments that do not fit never reach the contract", async () => {
  const root = made.stateRoot;
  for (const args of [null, {}, { key: "a" }, { key: "a", count: 1 }, { key: "a", count: "1", more: 1 }, [], "x"])
    await expect(made.as("alice").command("see", args)).rejects.toMatchObject({ code: "contract.BadArguments" });
  expect(made.stateRoot).toBe(root);
});

test("what does not fit its schema is neither written nor returned, and the command with it undone", async () => {
  const root = made.stateRoot;
  for (const wrong of [0, 1, 2, 3, 4, 5]) {
    const put = made.as("alice").command("spoil", wrong);
    await expect(put).rejects.toMatchObject({ code: "contract.BadWrite", message: expect.stringContaining("count: ") });
    const gave = made.as("alice").command("give", wrong);
    await expect(gave).rejects.toMatchObject({
      code: "contract.BadOutput",
      message: expect.stringMatching(/^contract\.BadOutput: output of give: /),
    });
  }
  await expect(made.as("alice").command("giveLater")).rejects.toMatchObject({ code: "contract.BadOutput" });
  expect(made.stateRoot).toBe(root);
  expect(await made.as("alice").query("count")).toBe(0);
});

test("a query changes nothing; prototypes polluted by one call are clean in the next", async () => {
  await expect(made.as("alice").query("write")).rejects.toMatchObject({ code: "contract-engine.ReadOnly" });
  await made.as("alice").command("pollute");
  await expect(made.as("alice").query("greet", { polluted: 1 })).rejects.toMatchObject({
    code: "contract.BadArguments",
  });
  expect(await made.as("alice").query("greet")).toContain("Hello");
});

test("the ABI is what the schemas say", () => {
  const { abi } = contract({
    doc: "Notes.",
    state: { notes: map(s.u128()) },
    commands: {},
    queries: {
      get: {
        doc: "One.",
        input: s.account(),
        output: s.optional(s.u128()),
        run: (ctx, who) => ctx.state.notes.get(who),
      },
    },
  });
  expect(abi).toEqual({
    abi: 1,
    doc: "Notes.",
    commands: {},
    queries: { get: { doc: "One.", input: s.account().json, output: s.optional(s.u128()).json } },
  });
});
