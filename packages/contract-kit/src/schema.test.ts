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
      const json: unknown = JSON.parse(JSON.stringify(everything.write(value)));
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
