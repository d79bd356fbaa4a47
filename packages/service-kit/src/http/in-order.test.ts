import { describe, expect, it } from "vitest";
import { inOrder } from "./in-order.ts";

const all = { count: 3, cost: 10, costOf: () => 1 };

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

async function* from<T>(...values: T[]): AsyncGenerator<T> {
  yield* values;
}

/** Work that is done when told. */
function byHand() {
  const open = new Map<number, () => void>();
  const work = (item: number) => new Promise<number>((resolve) => open.set(item, () => resolve(10 * item)));
  return { open, work };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("inOrder", () => {
  it("gives results in the items' order, whichever is done first", async () => {
    const { open, work } = byHand();
    const results = collect(inOrder(from(1, 2, 3), work, all));
    await turn();
    for (const item of [3, 1, 2]) open.get(item)?.();
    expect(await results).toEqual([10, 20, 30]);
  });

  it("gives a result while the next item has not come yet", async () => {
    const next = Promise.withResolvers<void>();
    const slow = (async function* () {
      yield 1;
      await next.promise;
      yield 2;
    })();
    const results = inOrder(slow, async (item) => item, all);
    expect((await results.next()).value).toBe(1);
    next.resolve();
    expect((await results.next()).value).toBe(2);
    expect((await results.next()).done).toBe(true);
  });

  it.each([
    ["number", { count: 2, cost: 100, costOf: () => 1 }],
    ["cost", { count: 100, cost: 10, costOf: () => 5 }],
  ])("takes no more than is allowed by %s", async (_, bounds) => {
    const { open, work } = byHand();
    const results = collect(inOrder(from(1, 2, 3), work, bounds));
    await turn();
    expect([...open.keys()]).toEqual([1, 2]);
    open.get(1)?.();
    await turn();
    expect([...open.keys()]).toEqual([1, 2, 3]);
    for (const done of open.values()) done();
    expect(await results).toEqual([10, 20, 30]);
  });

  it("fails where the items fail, after the results before", async () => {
    const failing = (async function* () {
      yield 1;
      throw new RangeError("cut off");
    })();
    const results = inOrder(failing, async (item) => item, all);
    expect((await results.next()).value).toBe(1);
    await expect(results.next()).rejects.toThrow("cut off");
  });

  it("takes nothing any more when nobody wants the rest", async () => {
    let taken = 0;
    const counted = (async function* () {
      for (;;) yield taken++;
    })();
    const results = inOrder(counted, async (item) => item, all);
    await results.next();
    await results.return(undefined);
    const then = taken;
    await turn();
    expect(taken).toBe(then);
  });
});
