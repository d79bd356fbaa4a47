import fc from "fast-check";
import * as scale from "scale-ts";
import { describe, expect, it } from "vitest";
import {
  AccountId,
  type AnyType,
  array,
  bool,
  bytes,
  compact,
  decode,
  encode,
  enumeration,
  fixedBytes,
  fromJson,
  type Hex,
  MultiAddress,
  option,
  struct,
  text,
  toHex,
  toJson,
  tuple,
  u8,
  u16,
  u32,
  u64,
  u128,
  variant,
  vec,
} from "./index.ts";

const big = (bits: bigint) => fc.bigInt(0n, (1n << bits) - 1n);
const hex = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map(toHex);
const wellFormed = fc.string({ unit: "grapheme", maxLength: 20 });

const Shape = enumeration({
  Empty: variant(0),
  Circle: variant(3, u32),
  Box: variant(7, struct({ width: u16, height: u16 })),
});

/** What the reference library has to do. */
interface Encoder {
  enc(value: unknown): Uint8Array;
}

/** Every kind of type, values for it, and the same type in the reference library where it has one. */
const cases: readonly [name: string, type: AnyType, values: fc.Arbitrary<unknown>, reference?: Encoder][] = [
  ["bool", bool, fc.boolean(), scale.bool],
  ["u8", u8, fc.nat(0xff), scale.u8],
  ["u16", u16, fc.nat(0xffff), scale.u16],
  ["u32", u32, fc.integer({ min: 0, max: 0xffff_ffff }), scale.u32],
  ["u64", u64, big(64n), scale.u64],
  ["u128", u128, big(128n), scale.u128],
  ["compact u32", compact(u32), fc.integer({ min: 0, max: 0xffff_ffff }), scale.compact],
  ["compact u128", compact(u128), big(128n), scale.compact],
  ["bytes", bytes({ max: 64 }), fc.uint8Array({ maxLength: 64 }), scale.Bytes()],
  ["fixed bytes", fixedBytes(20), hex(20)],
  ["text", text({ max: 400 }), wellFormed, scale.str],
  ["vec", vec(u16, { max: 9 }), fc.array(fc.nat(0xffff), { maxLength: 9 }), scale.Vector(scale.u16)],
  ["array", array(u8, 3), fc.array(fc.nat(0xff), { minLength: 3, maxLength: 3 }), scale.Vector(scale.u8, 3)],
  ["tuple", tuple(u8, bool), fc.tuple(fc.nat(0xff), fc.boolean()), scale.Tuple(scale.u8, scale.bool)],
  ["option", option(u32), fc.option(fc.nat(), { nil: undefined }), scale.Option(scale.u32)],
  ["struct", struct({ a: u8, b: text({ max: 80 }) }), fc.record({ a: fc.nat(0xff), b: wellFormed })],
  ["account", AccountId, hex(32)],
  ["address", MultiAddress, hex(32).map((value) => ({ type: "Id", value }))],
  [
    "enumeration",
    Shape,
    fc.oneof(
      fc.constant({ type: "Empty", value: undefined }),
      fc.nat().map((value) => ({ type: "Circle", value })),
      fc.record({ width: fc.nat(0xffff), height: fc.nat(0xffff) }).map((value) => ({ type: "Box", value })),
    ),
  ],
];

describe.each(cases)("%s", (_, type, values) => {
  it("decodes what it encodes, and JSON likewise", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decode(type, encode(type, value))).toEqual(value);
        expect(fromJson(type, JSON.parse(JSON.stringify(toJson(type, value))))).toEqual(value);
      }),
    );
  });

  it("refuses a byte too many and every byte too few", () => {
    fc.assert(
      fc.property(values, (value) => {
        const encoded = encode(type, value);
        expect(() => decode(type, Uint8Array.of(...encoded, 0))).toThrow();
        for (let length = 0; length < encoded.length; length++)
          expect(() => decode(type, encoded.subarray(0, length))).toThrow();
      }),
      { numRuns: 20 },
    );
  });

  it("has one encoding a value: what decodes, encodes to the same bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (input) => {
        let value: unknown;
        try {
          value = decode(type, input);
        } catch (error) {
          expect(error).toHaveProperty("module", "codec");
          return;
        }
        expect(encode(type, value)).toEqual(input);
      }),
    );
  });
});

const referenced = cases.flatMap(([name, type, values, reference]) =>
  reference ? [{ name, type, values, reference }] : [],
);

it.each(referenced)("$name encodes as scale-ts does", ({ type, values, reference }) => {
  fc.assert(
    fc.property(values, (value) => {
      expect(encode(type, value)).toEqual(reference.enc(value));
    }),
  );
});

it("reads a slice of a larger buffer from its own start", () => {
  const whole = Uint8Array.of(9, 9, 1, 0, 0, 0);
  expect(decode(u32, whole.subarray(2))).toBe(1);
});

it("keeps text comparable: hexadecimal is lowercase whatever came in", () => {
  expect(fromJson(fixedBytes(2), "0xABcd")).toBe("0xabcd" satisfies Hex);
});
