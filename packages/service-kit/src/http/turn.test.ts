import { expect, it } from "vitest";
import { Turn } from "./turn.ts";

it("much work leaves the event loop its turn every ten milliseconds, whoever does it", async () => {
  let now = 0;
  const turn = new Turn(() => now);
  const order: string[] = [];
  const work = async (name: string) => {
    for (let piece = 0; piece < 4; piece++) {
      await turn.begin(name);
      order.push(name);
      now += 5;
    }
  };
  const loop = async () => {
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      order.push("-");
    }
  };
  await Promise.all([loop(), work("a"), work("b")]);
  const turns = order.join("").split("-");
  expect(turns.join("")).toHaveLength(8);
  for (const worked of turns) expect(worked.length, "the ten milliseconds, and what ends them").toBeLessThanOrEqual(3);
});

it("little work waits for nothing", async () => {
  const turn = new Turn(() => 0);
  let done = 0;
  setImmediate(() => expect(done).toBe(1_000));
  for (; done < 1_000; done++) await turn.begin("a");
});

it("work that came all at once begins piece by piece: each has done what it does at one go before the next", async () => {
  let now = 0;
  const turn = new Turn(() => now);
  const perTurn: number[] = [];
  let inTurn = 0;
  const work = async () => {
    await turn.begin("a");
    for (let step = 0; step < 20; step++) await undefined; // as between a server's hooks
    now += 5;
    inTurn++;
  };
  const count = () => {
    perTurn.push(inTurn);
    inTurn = 0;
    if (perTurn.length < 20) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(Array.from({ length: 20 }, work));
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(3);
});

it("one piece of each client comes before the next of the same", async () => {
  const turn = new Turn(() => 0);
  const order: string[] = [];
  await Promise.all(["a", "a", "a", "a", "b", "c", "b"].map((name) => turn.begin(name).then(() => order.push(name))));
  expect(order.join("")).toBe("aabcaba");
});
