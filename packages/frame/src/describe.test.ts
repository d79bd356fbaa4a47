import { encode, encodeAddress, type Hex, u32 } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { describePallet, findItem } from "./describe.ts";
import { storageKeys } from "./state/access.ts";
import { viewOf } from "./state/view.ts";
import { counters } from "./testing.ts";

const who: Hex = `0x${"11".repeat(32)}`;
const context = { ss58Prefix: 42 };

describe("descriptions", () => {
  it("say what a pallet stores, does, tells and refuses", () => {
    const described = describePallet(counters, context, viewOf(new Map()));
    expect(described.storage.map(({ item, keys }) => [item, keys.length])).toEqual([
      ["Total", 0],
      ["Last", 0],
      ["Counter", 1],
      ["Pair", 2],
    ]);
    expect(described.calls.find(({ call }) => call === "add")).toMatchObject({
      origin: "signed",
      args: { required: ["amount"] },
    });
    expect(described.events.map(({ name }) => name)).toEqual(["Added", "Done"]);
    expect(described.errors).toEqual([{ name: "TooMuch", index: 3, kind: "limit", doc: "At most 100 at once." }]);
    expect(described.constants).toEqual([{ name: "Limit", doc: "What one may add at once.", value: 100 }]);
    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
  });
});

describe("state items", () => {
  it("are found by the names of metadata and URLs, in any case", () => {
    const item = findItem([counters], "counters", "counter");
    expect(item.name).toBe("Counter");
    expect(item.key([encodeAddress(who, 42)], context)).toBe(storageKeys(counters).counter.key(who));
    expect(item.value(encode(u32, 8), context)).toBe(8);
    expect([
      item.value(undefined, context),
      findItem([counters], "Counters", "Last").value(undefined, context),
    ]).toEqual([0, null]);
  });

  it("take numbers in text, as URLs bring them", () => {
    const pair = findItem([counters], "Counters", "Pair");
    expect(pair.key([who, "12"], context)).toBe(storageKeys(counters).pair.key(who, 12));
  });

  it("begin with the first of their keys, and are told by all of them", () => {
    const pair = findItem([counters], "Counters", "Pair");
    const key = pair.key([who, 12], context);
    for (const keys of [[], [who], [who, 12]]) expect(key.startsWith(pair.prefix(keys, context))).toBe(true);
    expect(pair.prefix([who], context).length).toBeGreaterThan(pair.prefix([], context).length);
    expect(pair.keysOf(key, context)).toEqual([encodeAddress(who, 42), 12]);
    expect(() => pair.prefix([who, 12, 13], context)).toThrow(expect.objectContaining({ code: "frame.BadKey" }));
    const last = findItem([counters], "Counters", "Last");
    expect([last.prefix([], context), last.keysOf(last.key([], context), context)]).toEqual([
      last.key([], context),
      [],
    ]);
  });

  it("that there are not are refused with those that there are, and the one that was probably meant", () => {
    const refused = (pallet: string, item: string) => () => findItem([counters], pallet, item);
    expect(refused("Counter", "Total")).toThrow("(pallet: Counter, meant: Counters, pallets: Counters)");
    expect(refused("Counters", "Totel")).toThrow(/\(pallet: Counters, item: Totel, meant: total, items: .*total/);
  });

  it("refuse unknown names and another number of keys", () => {
    const code = (of: string) => expect.objectContaining({ code: `frame.${of}` });
    expect(() => findItem([counters], "Nothing", "Total")).toThrow(code("UnknownPallet"));
    expect(() => findItem([counters], "Counters", "constructor")).toThrow(code("UnknownItem"));
    expect(() => findItem([counters], "Counters", "Pair").key([who], context)).toThrow(code("BadKey"));
    expect(() => findItem([counters], "Counters", "Pair").key([who], context)).toThrow(
      /keys: 2, expected: an SS58 address, .*; then a whole number, given: 1/,
    );
    expect(() => findItem([counters], "Counters", "Total").key([1], context)).toThrow(
      "expected: no key: it is one value",
    );
  });
});
