import type { Hex } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { type Asker, flowOf, flowOfTasks, makeQueryTurns } from "./query-turns.ts";
import { word } from "./testing.ts";

/** The engine's threads as a test lets them work: a query ends when the test says so. */
class Engine {
  readonly turns = makeQueryTurns(2, () => this.nowMs);
  nowMs = 0;
  /** Whose queries have begun, in order. */
  readonly begun: string[] = [];
  readonly refused: string[] = [];
  readonly #running: (() => void)[] = [];

  ask(name: string, asker: Asker): Promise<void> {
    return this.#take(name, flowOf(asker));
  }

  /** Has a contract's task run. */
  run(name: string, contract: Hex): Promise<void> {
    return this.#take(name, flowOfTasks(contract));
  }

  #take(name: string, flow: ReturnType<typeof flowOf>): Promise<void> {
    const work = () =>
      new Promise<void>((end) => {
        this.begun.push(name);
        this.#running.push(end);
      });
    return this.turns.take(flow, work).catch((error) => {
      expect(error).toMatchObject({ code: "miner.Overloaded", kind: "unavailable", data: { retryAfterSeconds: 1 } });
      this.refused.push(name);
    });
  }

  /** Lets so much time pass and the query that runs longest end. */
  async end(afterMs: number): Promise<void> {
    this.nowMs += afterMs;
    this.#running.shift()?.();
    await new Promise(setImmediate);
  }
}

const [here, there] = [word(0xc1), word(0xc2)];
const asker = (contract: Hex, account?: Hex): Asker => ({ contract, account });

/** Eight anonymous clients that each have eight queries waiting at any time, and one who asks one thing at a time. */
async function flood(victim: Asker, { contract = here, eachMs = 5 } = {}): Promise<number[]> {
  const engine = new Engine();
  const flooding = (client: number) => engine.ask(`flood ${client}`, asker(contract));
  for (let i = 0; i < 64; i++) void flooding(i % 8);
  const waits: number[] = [];
  for (let asked = 0; asked < 20; asked++) {
    for (let i = 0; i < 8; i++) void flooding(i);
    const before = engine.begun.length;
    void engine.ask("victim", victim);
    while (!engine.begun.slice(before).includes("victim")) await engine.end(eachMs);
    waits.push(engine.begun.slice(before).indexOf("victim"));
    await engine.end(eachMs);
    await engine.end(eachMs);
  }
  expect(engine.refused).not.toContain("victim");
  return waits;
}

attack("starve others of a worker's threads, as eight anonymous clients", async ({ held }) => {
  await held("an account waits for nobody", async () => {
    const waits = await flood(asker(here, word(0xa1)));
    expect(Math.max(...waits.slice(1))).toBe(0);
  });
  await held("another contract waits for one query at most", async () => {
    const waits = await flood(asker(there));
    expect(Math.max(...waits)).toBeLessThanOrEqual(1);
  });
  await held("long queries never have the last thread", async () => {
    const engine = new Engine();
    for (let i = 0; i < 20; i++) void engine.ask("flood", asker(here));
    await engine.end(5_000);
    await engine.end(5_000);
    const before = engine.begun.length;
    void engine.ask("victim", asker(here, word(0xa1)));
    expect(engine.begun.slice(before)).toEqual(["victim"]);
  });
});

attack("starve callers by a contract's tasks, or tasks by callers", async ({ held }) => {
  await held("long tasks never have the last thread: an account waits for none", async () => {
    const engine = new Engine();
    for (let i = 0; i < 20; i++) void engine.run("task", here);
    await engine.end(5_000);
    await engine.end(5_000);
    const before = engine.begun.length;
    void engine.ask("victim", asker(here, word(0xa1)));
    expect(engine.begun.slice(before)).toEqual(["victim"]);
  });
  await held("who is anonymous waits for a short task on each thread at most", async () => {
    const engine = new Engine();
    for (let i = 0; i < 20; i++) void engine.run("task", here);
    for (let asked = 0; asked < 8; asked++) {
      const before = engine.begun.length;
      void engine.ask("victim", asker(here));
      while (!engine.begun.slice(before).includes("victim")) await engine.end(5);
      expect(engine.begun.slice(before).indexOf("victim")).toBeLessThanOrEqual(2);
    }
  });
  await held("tasks are last, but their turn comes, each contract's", async () => {
    const engine = new Engine();
    for (let i = 0; i < 20; i++) void engine.ask("known", asker(here, word(0xa1)));
    for (let i = 0; i < 20; i++) void engine.ask("anonymous", asker(here));
    for (const contract of [here, there]) void engine.run(`task ${contract}`, contract);
    for (let i = 0; i < 40; i++) {
      void engine.ask("known", asker(here, word(0xa1)));
      await engine.end(5);
    }
    expect(engine.begun).toEqual(expect.arrayContaining([`task ${here}`, `task ${there}`]));
    expect(engine.begun.filter((name) => name === "known").length).toBeGreaterThan(20);
  });
});

attack("fill a worker's queue of queries", async ({ held }) => {
  await held("others have room", async () => {
    const engine = new Engine();
    for (let i = 0; i < 200; i++) void engine.ask("anonymous", asker(i % 2 ? here : there));
    for (let i = 0; i < 100; i++) void engine.ask("greedy", asker(here, word(0xa1)));
    for (let i = 0; i < 20; i++) void engine.ask("other", asker(here, word(0xb0)));
    await new Promise(setImmediate);
    const counted = Object.groupBy(engine.refused, (name) => name);
    expect([counted["anonymous"]?.length, counted["greedy"]?.length, counted["other"]]).toEqual([134, 68, undefined]);
  });
});

attack("take more than one's part of a worker's time", async ({ held }) => {
  await held("equal parts for callers, and for contracts", async () => {
    const engine = new Engine();
    const askers: [string, Asker][] = [
      ["a", asker(here, word(0xa1))],
      ["b", asker(here, word(0xb0))],
      ["c", asker(there, word(0xa1))],
    ];
    for (const [name, who] of askers) for (let i = 0; i < 30; i++) void engine.ask(name, who);
    for (let i = 0; i < 40; i++) await engine.end(1);
    const counted = Object.groupBy(engine.begun, (name) => name);
    const shares = ["a", "b", "c"].map((name) => counted[name]?.length ?? 0);
    for (const [i, share] of [10.5, 10.5, 21].entries()) expect(Math.abs((shares[i] ?? 0) - share)).toBeLessThan(3);
  });
});
