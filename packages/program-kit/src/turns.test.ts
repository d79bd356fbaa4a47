import { expect, it } from "vitest";
import { errors } from "./errors.ts";
import { Turns } from "./turns.ts";

const flow = [{ name: "one", most: 1 }];
const makeTurns = () =>
  new Turns({
    servers: 1,
    most: 2,
    long: 1_000,
    nowMs: () => 0,
    overloaded: (facts) => errors.NotStarted({ ...facts }),
  });

it("gives on what work fails with, also what it throws before it begins, and then takes the next", async () => {
  const turns = makeTurns();
  const fails = (): never => {
    throw new RangeError("no room");
  };
  await expect(turns.take(flow, fails)).rejects.toThrow("no room");
  await expect(turns.take(flow, async () => fails())).rejects.toThrow("no room");
  expect(await turns.take(flow, async () => 1)).toBe(1);
});

it("does nothing of what it has no room for, and says how many wait", async () => {
  const turns = makeTurns();
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const done: string[] = [];
  const work = (name: string) => async () => void done.push(name);
  const served = turns.take(flow, () => over);
  const waits = turns.take(flow, work("waits"));
  await expect(turns.take(flow, work("refused"))).rejects.toMatchObject({ data: { waiting: 1, retryAfterSeconds: 1 } });
  end();
  await Promise.all([served, waits]);
  expect(done).toEqual(["waits"]);
});
