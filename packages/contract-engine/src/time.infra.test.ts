import { expect, it } from "vitest";
import { abuse, listBuiltIns } from "./testing/built-ins.ts";
import { costly } from "./testing/costly.ts";
import { callOf, Desk, programOf } from "./testing.ts";

/**
 * Time that a unit of gas may take at most, as a multiple of what it takes in a loop of the same machine, and time for
 * what has no price: compiling what of the engine is used for the first time.
 */
const mostTimes = 12;
const besidesMs = 400;

const desk = new Desk();

/** CPU time of one command, in milliseconds, and its gas. */
async function measure(body: string, gas: number, args: unknown = null) {
  const before = process.threadCpuUsage();
  const outcome = await desk.run(programOf(body), callOf("command", args), { gas });
  const { user, system } = process.threadCpuUsage(before);
  return { ms: (user + system) / 1_000, gas: outcome.gas, outcome };
}

/** Milliseconds of a million gas, in a loop. */
async function usual(): Promise<number> {
  await measure("for (;;);", 3e8);
  const { ms, gas } = await measure("let s = 0; for (let i = 0; ; i++) s += i;", 1e9);
  return (ms / gas) * 1e6;
}

it("every built-in costs what it computes, however it is called", async () => {
  const { outcome } = await measure(listBuiltIns, 4e9);
  const builtIns = JSON.parse(outcome.ok ? outcome.result : "[]") as string[];
  expect(builtIns.length).toBeGreaterThan(500);
  const perMillion = await usual();
  const slow: unknown[] = [];
  for (const path of builtIns)
    for (const quarter of [0, 1, 2, 3]) {
      const { ms, gas, outcome } = await measure(abuse(path), 2e8, quarter);
      if (ms > besidesMs + (mostTimes * perMillion * gas) / 1e6) slow.push([path, quarter, ms, gas]);
      if (!outcome.ok) expect(outcome.error.code).not.toBe("contract-engine.EngineLost");
    }
  expect(slow).toEqual([]);
}, 1_200_000);

it("work within built-ins ends with its gas, in the time of as much gas elsewhere", async () => {
  const perMillion = await usual();
  for (const [what, body] of costly) {
    const { ms, gas, outcome } = await measure(body, 5e8);
    expect([what, outcome.ok ? outcome.result : outcome.error.code]).toEqual([
      what,
      expect.stringMatching(/^contract-engine\.(Gas|Memory)Exhausted$/),
    ]);
    expect([what, ms, ms <= besidesMs + (mostTimes * perMillion * gas) / 1e6]).toEqual([what, ms, true]);
  }
}, 600_000);
