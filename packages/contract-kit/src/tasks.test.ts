import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { contract } from "./contract.ts";
import { s } from "./schema.ts";
import { accountOf, type TestContract, testContract } from "./testing/index.ts";

const source = `
import { agreeing, contract, s, value } from "@pha/contract-kit";
export default contract({
  state: { price: value(s.number()), heard: agreeing(2, s.number()), by: value(s.string({ max: 200 })) },
  commands: {
    tell: {
      ofTasks: true,
      input: s.object({ cents: s.number() }),
      output: s.boolean(),
      run(ctx, { cents }) {
        const agreed = ctx.state.heard.hear(ctx.task, cents);
        if (agreed !== undefined) ctx.state.price.put(agreed);
        ctx.state.by.put(ctx.task!.name + ctx.task!.due + ctx.caller + (ctx.task!.worker === ctx.caller));
        return agreed !== undefined;
      },
    },
    reset: { input: s.nothing(), output: s.nothing(), run(ctx) { ctx.state.price.delete(); return null; } },
    guess: { input: s.number(), output: s.optional(s.number()), run: (ctx, cents) => ctx.state.heard.hear(ctx.task, cents) },
  },
  queries: {
    price: { input: s.nothing(), output: s.optional(s.number()), run: (ctx) => ctx.state.price.get() },
    request: { input: s.nothing(), output: s.string({ max: 66 }), run: (ctx) => ctx.requestId },
    by: { input: s.nothing(), output: s.optional(s.string({ max: 200 })), run: (ctx) => ctx.state.by.get() },
  },
  tasks: {
    refresh: {
      doc: "Fetches the price.",
      every: 10,
      workers: 3,
      async run(ctx) {
        const response = await ctx.http.fetch("https://a.example/pha");
        if (!response.ok) throw new Error("no price");
        ctx.submit("tell", { cents: Number(await response.text()) });
        console.log("told", ctx.state.price.get());
      },
    },
    idle: { every: 1_000, run() {} },
    wrong: { every: 1_000, run(ctx: any) { ctx.submit("reset", null); } },
    twice: { every: 1_000, run(ctx) { ctx.submit("tell", { cents: 1 }); ctx.submit("tell", { cents: 2 }); } },
    unfit: { every: 1_000, run(ctx: any) { ctx.submit("tell", { cents: "1" }); } },
    writing: { every: 1_000, run(ctx: any) { ctx.state.price.put(1); } },
    paying: { every: 1_000, run(ctx: any) { ctx.pay(ctx.self, 1n); } },
  },
});`;

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "contract-kit-"));
  await mkdir(join(place, "src"));
  await writeFile(join(place, "src", "index.ts"), source);
}, 60_000);
afterAll(() => rm(place, { recursive: true }));

let made: TestContract;
beforeEach(async () => {
  made = await testContract(place);
  return () => made[Symbol.asyncDispose]();
});

const price = () => made.anonymous.query("price");

describe("a task", () => {
  it("is run every so many blocks, on as many workers as it wants, and what they submit is executed", async () => {
    const asked: string[] = [];
    made.answerFetch(({ url }) => {
      asked.push(url);
      return new Response("12");
    });
    await made.runTasks(9);
    expect([asked.length, await price()]).toEqual([0, null]);
    await made.runTasks(1);
    expect([asked.length, await price()]).toEqual([3, 12]);
    expect(await made.anonymous.query("by")).toBe(`refresh11${accountOf("worker 3")}true`);
    await made.runTasks(6);
    expect(asked).toHaveLength(3);
    await made.runTasks(1);
    expect(asked).toHaveLength(6);
  });

  it("is believed once enough different workers say the same of a block, once, and of no older one", async () => {
    const say = (worker: string, cents: string, due: number) => {
      made.answerFetch(() => new Response(cents));
      return made.runTask("refresh", worker, due);
    };
    expect(await say("a", "5", 11)).toBe(false);
    expect(await say("a", "5", 11)).toBe(false);
    expect(await say("b", "6", 11)).toBe(false);
    expect(await price()).toBeNull();
    expect(await say("c", "5", 11)).toBe(true);
    expect(await say("d", "5", 11)).toBe(false);
    expect(await say("a", "7", 21)).toBe(false);
    expect([await say("b", "5", 11), await say("c", "5", 11)]).toEqual([false, false]);
    expect(await price()).toBe(5);
    expect(await say("c", "7", 21)).toBe(true);
    expect(await price()).toBe(7);
  });

  it("that fails fails the test, with its reason, and changes nothing", async () => {
    made.answerFetch(() => new Response("", { status: 500 }));
    await expect(made.runTasks(10)).rejects.toMatchObject({ code: "contract-engine.ContractThrew" });
    expect(await price()).toBeNull();
  });

  it("may say nothing", async () => {
    expect(await made.runTask("idle")).toBeUndefined();
  });

  it.each([
    ["wrong", "contract.BadSubmission"],
    ["twice", "contract.BadSubmission"],
    ["unfit", "contract.BadSubmission"],
    ["writing", "contract-engine.ReadOnly"],
    ["paying", "contract-engine.EffectsOfCommands"],
    ["none", "contract-engine.UnknownMethod"],
  ])("does only what tasks may: %s", async (name, code) => {
    await expect(made.runTask(name)).rejects.toMatchObject({ code });
  });
});

it("nobody else sends a command of tasks, and what people say is not heard", async () => {
  await expect(made.as("alice").command("tell", { cents: 1 })).rejects.toMatchObject({ code: "contract.OfTasks" });
  await expect(made.as("alice").command("guess", 1)).rejects.toMatchObject({ code: "contract.NotOfTask" });
});

it("each query has a name of its own", async () => {
  const names = [await made.anonymous.query("request"), await made.as("alice").query("request")];
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^0x[0-9a-f]{64}$/);
});

describe("the ABI", () => {
  const withTask = (task: object) => () =>
    contract({ state: {}, commands: {}, queries: {}, tasks: { t: { run() {}, ...task } as never } });

  it("tells what is scheduled, and whose a command is", () => {
    const { abi } = contract({
      state: {},
      commands: { tell: { ofTasks: true, input: s.nothing(), output: s.nothing(), run: () => null } },
      queries: {},
      tasks: { tick: { doc: "Ticks.", every: 5, run() {} }, tock: { every: 600, workers: 3, run() {} } },
    });
    expect(abi.commands["tell"]).toMatchObject({ ofTasks: true });
    expect(abi.tasks).toEqual({ tick: { doc: "Ticks.", every: 5, workers: 1 }, tock: { every: 600, workers: 3 } });
  });

  it.each([
    { every: 4 },
    { every: 10_000_001 },
    { every: 5.5 },
    { every: 5, workers: 0 },
    { every: 5, workers: 17 },
    {},
  ])("has no task that nobody can run: %j", (task) =>
    expect(withTask(task)).toThrowError("t: a task runs every 5 to 10000000 blocks, on 1 to 16 workers."),
  );

  it("has eight tasks at most", () => {
    const tasks = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`t${i}`, { every: 5, run() {} }]));
    expect(() => contract({ state: {}, commands: {}, queries: {}, tasks })).toThrowError("at most 8 tasks");
  });
});
