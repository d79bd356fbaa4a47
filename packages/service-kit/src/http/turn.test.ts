import { expect, it } from "vitest";
import { Turn } from "./turn.ts";

it("much work leaves the event loop its turn every ten milliseconds, whoever does it", async () => {
  let now = 0;
  const turn = new Turn(() => now);
  const order: string[] = [];
  const work = async (name: string) => {
    for (let piece = 0; piece < 4; piece++) {
      await turn.begin();
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
  for (; done < 1_000; done++) await turn.begin();
});
