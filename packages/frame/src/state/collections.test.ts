import { encode, type Hex, u8, u32, u64 } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import { indexedMap, list, queue } from "../collections.ts";
import { describePallet, findItem } from "../describe.ts";
import { definePallet } from "../spec.ts";
import { map } from "../storage.ts";
import { accessState, readState } from "./access.ts";
import { Overlay } from "./overlay.ts";
import { viewOf } from "./view.ts";

const errors = { Full: { index: 0, kind: "limit", doc: "At most three wait." } } as const;
const yard = definePallet("Yard", 1, {
  storage: {
    carts: indexedMap(u8, u32, { doc: "Carts." }),
    cartsOf: indexedMap(u8, u32, { by: [u32, u8], doc: "Carts by two owners." }),
    fewCarts: indexedMap(u8, u32, { max: 3, overflow: "Full", doc: "Three carts." }),
    log: list(u32, { doc: "What happened." }),
    shortLog: list(u32, { max: 3, overflow: "Full", doc: "Three lines." }),
    logOf: list(u32, { by: u8, doc: "What happened to each." }),
    jobs: queue(u32, { max: 3, overflow: "Full", doc: "What is to do." }),
    jobsOf: queue(u32, { by: u8, max: 3, overflow: "Full", doc: "What each has to do." }),
  },
  errors,
});

function setup() {
  const overlay = new Overlay(viewOf(new Map()));
  const { carts, fewCarts, log, shortLog, logOf, jobs, jobsOf, cartsOf } = accessState(yard, overlay);
  return { overlay, carts, fewCarts, log, shortLog, logOf, jobs, jobsOf, cartsOf };
}

const few = fc.nat(5);

describe("indexedMap", () => {
  const step = fc.oneof(
    fc.tuple(fc.constant("put" as const), few, fc.nat(99)),
    fc.tuple(fc.constantFrom("remove" as const, "take" as const), few, fc.constant(0)),
    fc.tuple(fc.constant("mutate" as const), few, fc.nat(99)),
  );

  it("holds what a plain map holds, at positions without gaps, and leaves nothing behind (property)", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(6), fc.nat(6), (steps, from, max) => {
        const { carts, overlay } = setup();
        const model = new Map<number, number>();
        for (const [what, key, to] of steps) {
          if (what === "put") carts.put(key, to);
          else if (what === "remove") carts.remove(key);
          else if (what === "take") expect(carts.take(key)).toBe(model.get(key));
          else carts.mutate(key, (old) => (old === undefined ? undefined : to));
          if (what === "put" || (what === "mutate" && model.has(key))) model.set(key, to);
          else if (what !== "mutate") model.delete(key);
        }
        expect(carts.count()).toBe(model.size);
        for (let key = 0; key <= 5; key++) expect(carts.get(key)).toBe(model.get(key));
        const all = carts.page(0, 100);
        expect(new Map(all)).toEqual(model);
        expect(all.map(([key]) => key)).toEqual(all.map((_, i) => carts.at(i)));
        expect(carts.page(from, max)).toEqual(all.slice(from, from + max));
        for (const [key] of all) carts.remove(key);
        expect([...overlay.changes().values()].filter((value) => value !== undefined)).toEqual(
          steps.some(([what]) => what === "put") ? [encode(u32, 0)] : [],
        );
      }),
    );
  });

  it("takes no more entries than its bound, but changes those that it has (property)", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { fewCarts, overlay } = setup();
        const model = new Map<number, number>();
        for (const [what, key, to] of steps) {
          if (what === "remove" || what === "take") {
            fewCarts[what](key);
            model.delete(key);
            continue;
          }
          const before = new Map(overlay.changes());
          const write = () => (what === "put" ? fewCarts.put(key, to) : fewCarts.mutate(key, () => to));
          if (model.size === 3 && !model.has(key)) {
            expect(write).toThrow(expect.toSatisfy(yard.errors.Full.is));
            expect(overlay.changes()).toEqual(before);
          } else {
            write();
            model.set(key, to);
          }
        }
        expect(new Map(fewCarts.page(0, 100))).toEqual(model);
      }),
    );
  });

  it("costs the same number of reads and writes however many there are", () => {
    const { carts, overlay } = setup();
    const touched = (work: () => void) => {
      const before = new Map(overlay.changes());
      work();
      return [...overlay.changes()].filter(([key, value]) => before.get(key) !== value).length;
    };
    const insert = Array.from({ length: 200 }, (_, key) => touched(() => carts.put(key, 1)));
    expect(new Set(insert.slice(1))).toEqual(new Set([4]));
    expect(Math.max(...Array.from({ length: 100 }, (_, key) => touched(() => carts.remove(key))))).toBeLessThanOrEqual(
      6,
    );
  });

  it("keeps those of different scopes apart", () => {
    const { cartsOf } = setup();
    cartsOf.put(7, 1, 5, 50);
    cartsOf.put(7, 2, 6, 60);
    cartsOf.put(7, 2, 5, 70);
    expect([cartsOf.count(7, 1), cartsOf.count(7, 2), cartsOf.count(8, 1)]).toEqual([1, 2, 0]);
    expect(cartsOf.page(7, 2, 0, 9)).toEqual([
      [6, 60],
      [5, 70],
    ]);
    cartsOf.remove(7, 2, 6);
    expect([cartsOf.at(7, 2, 0), cartsOf.get(7, 1, 5)]).toEqual([5, 50]);
    expectTypeOf(cartsOf.page).parameters.toEqualTypeOf<[number, number, from: number, max: number]>();
  });
});

describe("list", () => {
  it("is an array to which one appends and from whose end one takes (property)", () => {
    const step = fc.oneof(fc.nat(99), fc.constant("pop" as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), few, few, (steps, from, max) => {
        const { log } = setup();
        const model: number[] = [];
        for (const what of steps) {
          if (what === "pop") expect(log.pop()).toBe(model.pop());
          else expect(log.append(what)).toBe(model.push(what) - 1);
        }
        expect(log.count()).toBe(model.length);
        expect(log.page(0, 100)).toEqual(model);
        expect(log.page(from, max)).toEqual(model.slice(from, from + max));
        expect(log.get(model.length)).toBeUndefined();
      }),
    );
  });

  it("takes no more than its bound (property)", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 30 }), (steps) => {
        const { shortLog } = setup();
        let length = 0;
        for (const appends of steps) {
          if (!appends) shortLog.pop();
          else if (length === 3) expect(() => shortLog.append(1)).toThrow(expect.toSatisfy(yard.errors.Full.is));
          else expect(shortLog.append(1)).toBe(length);
          length = Math.max(0, Math.min(3, length + (appends ? 1 : -1)));
          expect(shortLog.count()).toBe(length);
        }
      }),
    );
  });

  it("keeps those of different scopes apart", () => {
    const { logOf } = setup();
    expect([logOf.append(1, 10), logOf.append(2, 20), logOf.append(2, 21)]).toEqual([0, 0, 1]);
    expect([logOf.page(2, 0, 9), logOf.get(1, 0), logOf.count(3)]).toEqual([[20, 21], 10, 0]);
  });
});

describe("queue", () => {
  it("gives back in the order of coming, and refuses what is beyond its bound (property)", () => {
    const step = fc.oneof(fc.nat(99), fc.constant("shift" as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { jobs } = setup();
        const model: number[] = [];
        for (const what of steps) {
          if (what === "shift") expect(jobs.shift()).toBe(model.shift());
          else if (model.length === 3) expect(() => jobs.push(what)).toThrow(expect.toSatisfy(yard.errors.Full.is));
          else {
            jobs.push(what);
            model.push(what);
          }
          expect([jobs.length(), jobs.first()]).toEqual([model.length, model[0]]);
        }
      }),
    );
  });

  it("keeps those of different scopes apart", () => {
    const { jobsOf } = setup();
    jobsOf.push(1, 10);
    jobsOf.push(2, 20);
    expect([jobsOf.shift(2), jobsOf.shift(2), jobsOf.length(1)]).toEqual([20, undefined, 1]);
  });
});

describe("a collection", () => {
  it("stands for ordinary items, which keys, metadata and REST know by name", () => {
    const names = describePallet(yard, { ss58Prefix: 42 }, viewOf(new Map())).storage.map(({ item }) => item);
    expect(names.slice(0, 4)).toEqual(["Carts", "CartsCount", "CartsAt", "CartsIndex"]);
    expect(names).toContain("JobsEnds");
    const { overlay, carts } = setup();
    carts.put(3, 4);
    const key = (item: string, ...keys: number[]) => findItem([yard], "Yard", item).key(keys, { ss58Prefix: 42 });
    const stored = (at: Hex) => overlay.get(at);
    expect(stored(key("Carts", 3))).toEqual(encode(u32, 4));
    expect(stored(key("CartsAt", 0))).toEqual(encode(u8, 3));
    expect(stored(key("CartsIndex", 3))).toEqual(encode(u32, 0));
    expect(readState(yard, overlay).carts.page(0, 1)).toEqual([[3, 4]]);
  });

  it("has names of its own: another item may not have the name of one of its parts", () => {
    const storage = { log: list(u32, { doc: "Log." }), logCount: map(u64, u32, { doc: "Other." }) };
    expect(() => definePallet("Yard", 1, { storage })).toThrow("Yard has two items logCount");
  });
});
