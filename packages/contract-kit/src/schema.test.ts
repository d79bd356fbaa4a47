import fc from "fast-check";
import { expect, test } from "vitest";
import { type Schema, s } from "./schema.ts";

const everything = s.object({
  text: s.string({ max: 10 }),
  choice: s.oneOf("a", "b"),
  count: s.number({ min: -5, max: 5 }),
  amount: s.u128(),
  isTrue: s.boolean(),
  data: s.bytes({ max: 4 }),
  who: s.account(),
  none: s.nothing(),
  list: s.array(s.u128(), { max: 3 }),
  maybe: s.optional(s.number()),
});

const account = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}` as const);

test("what is written is read again as it was", () => {
  const values = fc.record({
    text: fc.string({ maxLength: 10 }),
    choice: fc.constantFrom("a" as const, "b" as const),
    count: fc.integer({ min: -5, max: 5 }),
    amount: fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
    isTrue: fc.boolean(),
    data: fc.uint8Array({ maxLength: 4 }),
    who: account,
    none: fc.constant(null),
    list: fc.array(fc.bigInt({ min: 0n, max: 9n }), { maxLength: 3 }),
    maybe: fc.option(fc.nat(), { nil: undefined }),
  });
  fc.assert(
    fc.property(values, (value) => {
      const json: unknown = JSON.parse(JSON.stringify(everything.write(value, "it")));
      expect(everything.parse(json, "args")).toEqual(value);
    }),
  );
});

const refused: [what: string, schema: Schema<unknown>, json: unknown, message: RegExp][] = [
  ["a number for a text", s.string({ max: 3 }) as Schema<unknown>, 1, /^args: expected a text of 0 to 3 characters/],
  ["a text that is too long", s.string({ max: 3 }) as Schema<unknown>, "abcd", /text/],
  ["a choice not offered", s.oneOf("a", "b") as Schema<unknown>, "c", /one of a, b/],
  ["a fraction", s.number() as Schema<unknown>, 1.5, /integer/],
  ["an amount as a number", s.u128() as Schema<unknown>, 5, /in quotes/],
  ["an amount with leading zeros", s.u128() as Schema<unknown>, "05", /decimal/],
  ["an amount of 2^128", s.u128() as Schema<unknown>, (1n << 128n).toString(), /below 2\^128/],
  ["half a byte", s.bytes({ max: 4 }) as Schema<unknown>, "0x1", /hexadecimal/],
  ["too many bytes", s.bytes({ max: 1 }) as Schema<unknown>, "0x1122", /up to 1 bytes/],
  ["an account with capitals", s.account() as Schema<unknown>, `0x${"AB".repeat(32)}`, /account/],
  ["a list that is too long", s.array(s.boolean(), { max: 1 }) as Schema<unknown>, [true, true], /up to 1/],
  ["a wrong entry, by its place", s.array(s.boolean(), { max: 3 }) as Schema<unknown>, [true, 1], /^args\[1\]: /],
  ["a missing property, by its name", s.object({ a: s.boolean() }) as Schema<unknown>, {}, /^args\.a: /],
  ["a property not named", s.object({ a: s.boolean() }) as Schema<unknown>, { a: true, b: 1 }, /^args\.b: /],
  ["a prototype as property", s.object({}) as Schema<unknown>, JSON.parse('{"__proto__":{"a":1}}'), /__proto__/],
  ["an inherited property", s.object({ toString: s.string({ max: 9 }) }) as Schema<unknown>, {}, /^args\.toString: /],
  ["a list for an object", s.object({}) as Schema<unknown>, [], /object/],
];

test.each(refused)("%s is refused and named", (_what, schema, json, message) => {
  expect(() => schema.parse(json, "args")).toThrow(
    expect.objectContaining({ code: "BadArguments", message: expect.stringMatching(message) }),
  );
});

const everySchema: [what: string, schema: Schema<unknown>][] = [
  ["string", s.string({ min: 1, max: 3 }) as Schema<unknown>],
  ["oneOf", s.oneOf("a", "b") as Schema<unknown>],
  ["number", s.number({ min: -2, max: 9 }) as Schema<unknown>],
  ["u128", s.u128() as Schema<unknown>],
  ["boolean", s.boolean() as Schema<unknown>],
  ["bytes", s.bytes({ max: 2 }) as Schema<unknown>],
  ["account", s.account() as Schema<unknown>],
  ["nothing", s.nothing() as Schema<unknown>],
  ["array", s.array(s.number(), { max: 2 }) as Schema<unknown>],
  ["optional", s.optional(s.number()) as Schema<unknown>],
  ["object", s.object({ a: s.number(), b: s.optional(s.string({ max: 2 })) }) as Schema<unknown>],
];

const cyclic: Record<string, unknown> = {};
cyclic["a"] = cyclic;
const oddities: unknown[] = [
  undefined, null, true, "", "a", "abcd", "\ud800", "x\udc00", "0x", "0x112233", `0x${"ab".repeat(32)}`, 0, -0, 1, -3, 1.5,
  2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 5n, -1n, 1n << 128n, [], [1], [1, 2, 3], [Number.NaN], new Array(2), {},
  { a: 1 }, { a: Number.NaN }, { a: 1, b: null, more: 1 }, cyclic, () => 1, Symbol("s"), new Date(0), new Map([["a", 1]]),
  new Uint8Array(2), new Uint8Array(3), new ArrayBuffer(2), Object.create({ a: 1 }), JSON.parse('{"__proto__":{"a":1}}'),
]; // biome-ignore format: a table

test.each(everySchema)("%s writes what it reads again, and refuses the rest", (_what, schema) => {
  for (const value of oddities) {
    const written = attempt(() => JSON.stringify(schema.write(value, "it")) ?? "null");
    if ("refused" in written) expect(written.refused).toMatchObject({ code: "BadArguments" });
    else {
      const again = schema.parse(JSON.parse(written.done), "it");
      expect(JSON.stringify(schema.write(again, "it")) ?? "null").toBe(written.done);
      expect(Object.is(again, -0)).toBe(false);
    }
  }
});

test("a refusal tells the kind of what was given and not the value", () => {
  const secret = attempt(() => s.number({ max: 5 }).write(123_456, "state.n"));
  expect(secret).toMatchObject({ refused: { message: "state.n: expected an integer from 0 to 5, got number." } });
  const half = attempt(() => s.string({ max: 9 }).write("\ud800", "state.t"));
  expect(half).toMatchObject({ refused: { message: expect.stringContaining("got a text with half a character.") } });
  expect(attempt(() => s.number().parse(Number.NaN, "n"))).toMatchObject({
    refused: { message: expect.stringMatching(/got NaN\.$/) },
  });
});

function attempt<T>(work: () => T): { readonly done: T } | { readonly refused: unknown } {
  try {
    return { done: work() };
  } catch (refused) {
    return { refused };
  }
}
