import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type AnyType,
  array,
  bool,
  bytes,
  compact,
  encode,
  enumeration,
  fixedBytes,
  lazy,
  mostBytes,
  option,
  struct,
  type Type,
  text,
  tuple,
  u8,
  u16,
  u32,
  u64,
  u128,
  unit,
  variant,
  vec,
} from "./index.ts";

type Tree = { readonly next: Tree | undefined };
const Tree: Type<Tree> = struct({ next: option(lazy((): Type<Tree> => Tree)) }) as never;

it.each<[string, AnyType, unknown]>([
  ["numbers", tuple(bool, u8, u16, u32, u64, u128), [true, 255, 65_535, 2 ** 32 - 1, 2n ** 64n - 1n, 2n ** 128n - 1n]],
  ["compact numbers", compact(u128), 2n ** 128n - 1n],
  ["bytes", bytes({ max: 70_000 }), new Uint8Array(70_000)],
  ["fixed bytes", fixedBytes(48), `0x${"ff".repeat(48)}`],
  ["text", text({ max: 64 }), "\u{10ffff}".repeat(16)],
  ["lists", vec(u32, { max: 300 }), Array.from({ length: 300 }, () => 1)],
  ["arrays", array(u16, 4), [1, 2, 3, 4]],
  ["options", option(u64), 1n],
  ["structs", struct({ a: u8, b: u32 }), { a: 1, b: 2 }],
  [
    "enumerations",
    enumeration({ None: variant(0, unit), One: variant(1, u64), Two: variant(2, u8) }),
    { type: "One", value: 1n },
  ],
])("%s take as much at most as the longest value, and little more is said", (_, type, longest) => {
  const { length } = encode(type, longest);
  expect(mostBytes(type)).toBeGreaterThanOrEqual(length);
  expect(mostBytes(type)).toBeLessThanOrEqual(4 * length + 20);
});

it("a type that contains itself has no most", () => {
  expect(mostBytes(Tree)).toBe(Number.POSITIVE_INFINITY);
});

it("no value is longer (property)", () => {
  const type = vec(struct({ name: text({ max: 8 }), tag: option(bytes({ max: 5 })) }), { max: 4 });
  const value = fc.array(
    fc.record({
      name: fc.string({ unit: "binary", maxLength: 2 }),
      tag: fc.option(fc.uint8Array({ maxLength: 5 }), { nil: undefined }),
    }),
    { maxLength: 4 },
  );
  fc.assert(fc.property(value, (given) => encode(type, given as never).length <= mostBytes(type)));
});
