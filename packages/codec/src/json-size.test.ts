import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWithin, type JsonSize, measureJson } from "./json-size.ts";

const any: JsonSize = { tokens: Number.POSITIVE_INFINITY, depth: Number.POSITIVE_INFINITY };

/** The same, of what was parsed. */
function sizeOf(value: unknown): JsonSize {
  if (typeof value !== "object" || value === null) return { tokens: 0, depth: 0 };
  const inside = Object.values(value).map(sizeOf);
  const own = Array.isArray(value) ? inside.length : 2 * inside.length;
  return {
    tokens: inside.reduce((sum, { tokens }) => sum + tokens, 1 + Math.max(0, own - 1)),
    depth: 1 + Math.max(0, ...inside.map(({ depth }) => depth)),
  };
}

describe("the size of JSON", () => {
  it.each([
    ['"{[,:]}"', 0, 0],
    ['{"a":[1,2,{}]}', 6, 3],
    ['["\\"[[","\\\\",[[]]]', 5, 3],
    ["[]", 1, 1],
  ])("of %s is known", (json, tokens, depth) => expect(measureJson(json, any)).toEqual({ tokens, depth }));

  it("is that of the value that it is parsed to (property)", () =>
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(measureJson(JSON.stringify(value), any)).toEqual(sizeOf(value));
        expect(measureJson(JSON.stringify(value, null, 2), any)).toEqual(sizeOf(value));
      }),
    ));

  it("is looked for no further than to what is too much", () => {
    const most = { tokens: 1_000, depth: 10 };
    expect(measureJson("{},".repeat(1_000_000), most)).toEqual({ tokens: 1_001, depth: 1 });
    expect(measureJson("[".repeat(1_000_000), most)).toEqual({ tokens: 11, depth: 11 });
    expect(isWithin({ tokens: 1_000, depth: 10 }, most)).toBe(true);
    expect(isWithin({ tokens: 1_001, depth: 1 }, most)).toBe(false);
    expect(isWithin({ tokens: 1, depth: 11 }, most)).toBe(false);
  });

  it("is measured of what is no JSON, too", () => {
    for (const text of ['"', '"\\"', '{"a', "]]][", "nothing"]) expect(measureJson(text, any).depth).toBeLessThan(2);
  });
});
