import { expect, it } from "vitest";
import { defaultLimits } from "../limits.ts";
import { nodeTimers } from "../node/threads.ts";
import type { Leg, Pause } from "../pause.ts";
import { answerQuery } from "./answer-query.ts";
import { respond } from "./testing.ts";
import { WaitingRoom } from "./waiting-room.ts";

const large = new Uint8Array(defaultLimits.responseBytes);
const fetches = Array.from({ length: 16 }, (_, id) => ({
  ...{ id, method: "GET", url: `https://a.example/${id}`, headers: [], body: undefined },
  ...{ redirect: "follow" as const, timeoutMs: null },
}));
const done: Leg = { ok: true, result: "null", writes: [], effects: [], gas: 0, logs: [] };
const pause = (open: number, wanted: Pause["fetches"] = []): Pause => ({
  ...{ image: { pages: 1, bytes: 1 << 20, runs: [] }, answer: 0 as unknown as Pause["answer"], fetches: wanted },
  ...{ fetched: 16, open, pauses: 1, gas: 0, logs: [], logged: 0 },
});

it("answers are brought one response's bytes at a time, and no more are fetched than five that are not brought", async () => {
  let sent = 0;
  const brought: number[] = [];
  const ahead: number[] = [];
  const web = {
    exchange: () => {
      sent++;
      return { response: Promise.resolve(respond("", { body: large })), cancel: () => {} };
    },
    ...{ isAllowed: () => false, timers: nodeTimers, room: new WaitingRoom() },
  };
  let open = 16;
  const run = async (resume?: { readonly answers: readonly unknown[] }): Promise<Leg> => {
    if (!resume) return pause(16, fetches);
    await new Promise(setImmediate);
    ahead.push(sent - (16 - open));
    brought.push(resume.answers.length);
    open -= resume.answers.length;
    return open === 0 ? done : pause(open);
  };
  expect(await answerQuery({ run, contract: "a", limits: defaultLimits }, web)).toBe(done);
  expect(brought).toEqual(Array(16).fill(1));
  expect(Math.max(...ahead)).toBe(5);
});

it("a contract that is new finds room beside four that wait with all they may, in number and in memory", () => {
  for (const bytes of [1 << 20, 26 << 20]) {
    const room = new WaitingRoom();
    for (const hog of ["a", "b", "c", "d"]) while (room.take(hog, bytes));
    expect(room.take("new", 2 << 20)).toBeDefined();
  }
});

it("what waits may grow, to half of the memory for all a contract's", () => {
  const room = new WaitingRoom();
  using place = room.take("a", 1 << 20);
  expect([place?.resize(128 << 20), place?.resize(129 << 20)]).toEqual([true, false]);
  expect(room.take("a", 1)).toBeUndefined();
  expect(room.take("b", 64 << 20)).toBeDefined();
});
