import fc from "fast-check";
import { expect, test } from "vitest";
import { fromItem, itemsIn, mostItems, toItem } from "./item-text.ts";

test("an item comes out as it went in, and is found in arguments once", () =>
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.string(), (bytes, other) => {
      const item = toItem(bytes);
      expect(fromItem(item)).toEqual(bytes);
      expect(itemsIn(JSON.stringify({ other, items: [item, { item }] }))).toEqual([item]);
    }),
  ));

test("what is no item is none", () => {
  for (const text of ["", "item1", "item2.AAAA", "item1.AA=", "item1.A", "item1. AA"])
    expect(fromItem(text)).toBeUndefined();
  expect(itemsIn(JSON.stringify(["an item1.AAAA", "item1.AAAA more", "item1.", 'item1."AAAA"']))).toEqual([]);
});

test("the first of many are found", () => {
  const items = Array.from({ length: mostItems + 5 }, (_, i) => toItem(Uint8Array.of(i, 1)));
  expect(itemsIn(JSON.stringify(items))).toEqual(items.slice(0, mostItems));
});
