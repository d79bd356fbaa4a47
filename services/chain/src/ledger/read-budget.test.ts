import { serviceErrors } from "@pha/api";
import { describe, expect, it } from "vitest";
import { metered, outsideRequest, ReadBudget, withinBudget } from "./read-budget.ts";

const read = (bytes: number) =>
  metered(async (budget) => {
    const { left } = budget;
    await Promise.resolve();
    budget.spend({ rows: 1, bytes });
    return left.bytes;
  });

describe("what a request reads", () => {
  it("is counted one reading after another, also of those begun together", async () => {
    const budget = new ReadBudget({ rows: 3, bytes: 100 });
    await withinBudget(budget, async () => {
      expect(await Promise.all([read(10), read(20), read(30)])).toEqual([100, 90, 70]);
    });
    expect(budget.spent).toEqual({ rows: 3, bytes: 60 });
  });

  it.each([
    ["bytes", { rows: 9, bytes: 25 }],
    ["rows", { rows: 2, bytes: 100 }],
  ])("ends before there are too many %s, and for good", async (_, most) => {
    const budget = new ReadBudget(most);
    const results = await withinBudget(budget, () => Promise.allSettled([read(10), read(10), read(10), read(1)]));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "rejected"]);
    for (const { reason } of results.slice(2) as PromiseRejectedResult[])
      expect(reason).toSatisfy(serviceErrors.TooMuchAsked.is);
    expect(budget.spent.bytes).toBe(20);
  });

  it("is not what listeners read, whoever set them off, nor what nobody asked for", async () => {
    const budget = new ReadBudget({ rows: 1, bytes: 1 });
    await withinBudget(budget, () => outsideRequest(() => read(1_000)));
    await read(1_000);
    expect(budget.spent).toEqual({ rows: 0, bytes: 0 });
  });
});
