import { encode, type Hex, toHex, u8, u32, u64, vec } from "@pha/codec";
import { describe, expect, expectTypeOf, it } from "vitest";
import { definePallet } from "../spec.ts";
import { map, value } from "../storage.ts";
import { accessState, readState, storageKeys } from "./access.ts";
import { Overlay } from "./overlay.ts";
import { NotLoaded, type StateView, viewOf } from "./view.ts";

const shelf = definePallet("Shelf", 1, {
  storage: {
    count: value(u32, { initial: 0, doc: "Counts." }),
    title: value(u64, { doc: "May be absent." }),
    short: value(vec(u8, { max: 2 }), { initial: [], overflow: "TooMany", doc: "Bounded." }),
    cell: map([u8, u8, u32], u64, { initial: 0n, doc: "By three keys." }),
    row: map(u8, u32, { hasher: "Twox64Concat", doc: "By one." }),
  },
  errors: { TooMany: { index: 0, kind: "limit", doc: "At most two." } },
});

const setup = (view: StateView = viewOf(new Map())) => {
  const overlay = new Overlay(view);
  const { count, title, short, cell, row } = accessState(shelf, overlay);
  return { overlay, count, title, short, cell, row };
};

describe("access", () => {
  it("takes any number of keys, one after another", () => {
    const { cell, row } = setup();
    cell.put(1, 2, 3, 9n);
    expect([cell.get(1, 2, 3), cell.get(1, 2, 4), cell.has(1, 2, 3), cell.has(3, 2, 1)]).toEqual([9n, 0n, true, false]);
    const parts = [1, 2].map((key) => storageKeys(shelf).row.key(key));
    expect(new Set(parts).size).toBe(2);
    expect(cell.key(1, 2, 3)).toHaveLength(2 + 2 * (32 + 17 + 17 + 20));
    expectTypeOf(row.get).parameters.toEqualTypeOf<[key: number]>();
    expectTypeOf(cell.put).parameters.toEqualTypeOf<[number, number, number, value: bigint]>();
  });

  it("mutates from the initial value, gives what it wrote, and removes with undefined", () => {
    const { count, cell, row } = setup();
    expect(count.mutate((n) => n + 1)).toBe(1);
    expect(count.mutate((n) => n + 1)).toBe(2);
    expect(cell.mutate(1, 2, 3, (n) => n + 5n)).toBe(5n);
    expect(row.mutate(7, (n) => (n ?? 10) * 2)).toBe(20);
    row.mutate(7, () => undefined);
    expect([count.get(), cell.get(1, 2, 3), row.has(7)]).toEqual([2, 5n, false]);
  });

  it("takes a value away", () => {
    const { row, cell } = setup();
    row.put(7, 3);
    cell.put(1, 1, 1, 1n);
    expect([row.take(7), row.take(7), cell.take(1, 1, 1), cell.take(1, 1, 1)]).toEqual([3, undefined, 1n, 0n]);
    expect([row.has(7), cell.has(1, 1, 1)]).toEqual([false, false]);
  });

  it("reads many, and names all that is not loaded at once", () => {
    const { row, cell } = setup();
    row.put(2, 20);
    cell.put(1, 1, 1, 5n);
    expect(row.getMany([1, 2])).toEqual([undefined, 20]);
    expect(
      cell.getMany([
        [1, 1, 1],
        [2, 2, 2],
      ]),
    ).toEqual([5n, 0n]);
    const known = new Map<Hex, Uint8Array>([[storageKeys(shelf).row.key(2), encode(u32, 20)]]);
    const partly: StateView = {
      get(key) {
        const found = known.get(key);
        if (!found) throw new NotLoaded([key]);
        return found;
      },
    };
    expect(() => readState(shelf, partly).row.getMany([1, 2, 3])).toThrow(
      expect.objectContaining({ keys: [1, 3].map((key) => storageKeys(shelf).row.key(key)) }),
    );
  });

  it("throws the pallet's error for a value that is longer than its bound, and writes nothing", () => {
    const { short, overlay } = setup();
    expect(() => short.put([1, 2, 3])).toThrow(expect.toSatisfy(shelf.errors.TooMany.is));
    expect(() => short.mutate((items) => [...items, 1, 2, 3])).toThrow(expect.toSatisfy(shelf.errors.TooMany.is));
    expect(() => short.put([1, 300])).toThrow(expect.objectContaining({ code: "codec.OutOfRange" }));
    expect(overlay.changes().size).toBe(0);
    short.put([1, 2]);
    expect(toHex(overlay.get(short.key()) as Uint8Array)).toBe("0x080102");
  });
});

it("refuses a pallet whose overflow is none of its errors", () => {
  const short = value(vec(u8, { max: 2 }), { initial: [], overflow: "TooMany", doc: "Bounded." });
  expect(() => definePallet("Shelf", 1, { storage: { short } })).toThrow("Shelf has no error TooMany");
});
