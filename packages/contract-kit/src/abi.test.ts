import { encodeAddress } from "@pha/codec";
import { conform } from "@pha/contract-engine/abi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Schema, s } from "./schema.ts";

// What a client checks against the ABI before it signs must be what the contract checks itself.

interface Sample {
  readonly schema: Schema<unknown>;
  /** JSON that the schema accepts. */
  readonly json: unknown;
}

const of = (schema: unknown, json: fc.Arbitrary<unknown>): fc.Arbitrary<Sample> =>
  json.map((value) => ({ schema: schema as Schema<unknown>, json: value }));

const hexOf = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;
const account = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hexOf);
const name = fc.oneof(fc.constantFrom("a", "b c", "__proto__", "constructor", "ä"), fc.stringMatching(/^[^:.]{0,4}$/));

const { sample } = fc.letrec<{ sample: Sample; leaf: Sample }>((tie) => ({
  leaf: fc.oneof(
    of(
      s.string({ min: 1, max: 4 }),
      fc.string({ minLength: 1, maxLength: 2, unit: "grapheme" }).filter((t) => t.length < 5),
    ),
    of(s.oneOf("left", "right"), fc.constantFrom("left", "right")),
    of(s.number({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })),
    of(s.number(), fc.maxSafeNat()),
    of(s.u128(), fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map(String)),
    of(s.boolean(), fc.boolean()),
    of(s.bytes({ max: 3 }), fc.uint8Array({ maxLength: 3 }).map(hexOf)),
    of(s.account(), account),
    of(s.nothing(), fc.constant(null)),
  ),
  sample: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    tie("sample").chain(({ schema, json }) =>
      of(
        s.array(schema, { max: 3 }),
        fc.integer({ min: 0, max: 3 }).map((length) => Array(length).fill(json)),
      ),
    ),
    tie("sample").chain(({ schema, json }) => of(s.optional(schema), fc.constantFrom(json, null))),
    fc
      .dictionary(name, fc.tuple(tie("sample"), fc.constantFrom("needed", "given", "left out")), { maxKeys: 3 })
      .map((properties) => {
        const entries = Object.entries(properties);
        const schemas = entries.map(([key, [{ schema }, how]]) => [
          key,
          how === "needed" ? schema : s.optional(schema),
        ]);
        const values = entries.flatMap(([key, [{ json }, how]]) => (how === "left out" ? [] : [[key, json]]));
        return { schema: s.object(Object.fromEntries(schemas)) as Schema<unknown>, json: Object.fromEntries(values) };
      }),
  ),
}));

/** The same JSON with one node changed, removed or added. */
const mutated = (json: unknown): fc.Arbitrary<unknown> => {
  const other = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      true,
      -4,
      4,
      1.5,
      2 ** 53,
      "",
      "left",
      "\ud800",
      "x".repeat(9),
      "0x",
      "0x0",
      "007",
      "-1",
      [],
      {},
    ),
    fc.constant((1n << 128n).toString()),
    fc.jsonValue({ maxDepth: 1 }),
  );
  if (Array.isArray(json) && json.length > 0)
    return fc.oneof(
      other,
      fc.constant([...json, ...json, ...json, ...json]),
      mutated(json[0]).map((first) => [first, ...json.slice(1)]),
    );
  if (typeof json === "object" && json !== null) {
    const entries = Object.entries(json);
    const [first, ...rest] = entries;
    const added = other.map((value) => Object.fromEntries([...entries, ["more", value]]));
    if (!first) return fc.oneof(other, added);
    const changed = mutated(first[1]).map((value) => Object.fromEntries([[first[0], value], ...rest]));
    return fc.oneof(other, added, changed, fc.constant(Object.fromEntries(rest)));
  }
  return other;
};

const refusal = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

describe("the ABI", () => {
  it("passes every value that the schema accepts, as it is", () => {
    fc.assert(
      fc.property(sample, ({ schema, json }) => {
        expect(refusal(() => schema.parse(json, "args"))).toBeUndefined();
        expect(conform(schema.json, json, "args")).toEqual(json);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses what the schema refuses, at the same place, and nothing else", () => {
    fc.assert(
      fc.property(
        sample.chain(({ schema, json }) => mutated(json).map((value) => ({ schema, value }))),
        ({ schema, value }) => {
          const byContract = refusal(() => schema.parse(value, "args"));
          const byClient = refusal(() => conform(schema.json, value, "args"));
          expect(byClient === undefined).toBe(byContract === undefined);
          const plainPath = /^args(\.\w+|\[\d+\])*: /;
          const hasDottedName = /"[^"]*\.[^"]*":/.test(JSON.stringify(value));
          const place = hasDottedName ? undefined : byContract?.match(plainPath)?.[0];
          if (place !== undefined) expect(byClient).toContain(place);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("takes accounts as SS58 and bytes in capitals, and gives them as the contract does", () => {
    fc.assert(
      fc.property(account, fc.constantFrom(0, 30, 42), (who, prefix) => {
        const schema = s.object({ who: s.account(), data: s.bytes({ max: 32 }) });
        const capitals = `0x${who.slice(2).toUpperCase()}`;
        const given = { who: encodeAddress(who as `0x${string}`, prefix), data: capitals };
        expect(conform(schema.json, given, "args")).toEqual({ who, data: who });
        expect(conform(schema.json, { who: capitals, data: who }, "args")).toEqual({ who, data: who });
      }),
    );
  });

  it("names the path of what does not fit, quoted where it could not be printed", () => {
    const schema = s.object({ list: s.array(s.object({ "\u001b[31m": s.boolean() }), { max: 2 }) });
    expect(refusal(() => conform(schema.json, { list: [{}] }, "args"))).toBe(
      'args.list[0]["\\u001b[31m"]: expected true or false, not nothing',
    );
  });

  it("leaves to the contract what it says in words of a newer kit", () => {
    const newer = { type: "object", properties: { at: { type: "date" }, any: { oneOf: [] } }, required: ["at"] };
    expect(conform(newer, { at: 5, any: "x", more: 1 }, "args")).toEqual({ at: 5, any: "x", more: 1 });
    expect(refusal(() => conform(newer, {}, "args"))).toBe("args.at: expected a value, not nothing");
  });
});
