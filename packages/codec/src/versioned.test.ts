import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type AnyType,
  appended,
  bytes,
  CodedError,
  concat,
  decode,
  type ErrorMaker,
  encode,
  errors,
  fixedBytes,
  fromHex,
  fromJson,
  type Hex,
  option,
  struct,
  type TypeOf,
  toJson,
  u8,
  u16,
  u32,
  vec,
  versioned,
} from "./index.ts";

const first = { owner: fixedBytes(2), cores: u8 };
const second = { region: appended(option(u16), 7) };
const third = { tags: appended(vec(u8, { max: 4 }), []), debt: appended(u32, 9) };

const V1 = versioned(first);
const V2 = versioned(first, { later: [second] });
const V3 = versioned(first, { later: [second, third] });

const ofV1 = fc.record({
  owner: fc.constantFrom<Hex>("0x0102", "0xffff"),
  cores: fc.nat(255),
});
const ofV3 = fc
  .tuple(
    ofV1,
    fc.record({
      region: fc.option(fc.nat(65_535), { nil: undefined }),
      tags: fc.array(fc.nat(255), { maxLength: 4 }),
      debt: fc.nat(),
    }),
  )
  .map(([before, added]) => ({ ...before, ...added }));

/** The coded error that reading throws. */
const refusal = (type: typeof V2, input: Uint8Array): unknown => {
  try {
    return decode(type, input);
  } catch (error) {
    expect(error).toBeInstanceOf(CodedError);
    return error;
  }
};

describe("versioned", () => {
  it("has the newest version's fields for the compiler", () => {
    expectTypeOf<TypeOf<typeof V2>>().toEqualTypeOf<{
      readonly owner: `0x${string}`;
      readonly cores: number;
      readonly region: number | undefined;
    }>();
    expectTypeOf<TypeOf<typeof V1>>().toEqualTypeOf<{ readonly owner: `0x${string}`; readonly cores: number }>();
  });

  it("writes the newest version: its index, then its fields", () => {
    expect(encode(V1, { owner: "0x0102", cores: 3 })).toEqual(fromHex("0x00010203"));
    expect(encode(V2, { owner: "0x0102", cores: 3, region: 4 })).toEqual(fromHex("0x01010203010400"));
  });

  it("reads what it writes, in bytes and JSON, and no byte fewer or more (property)", () => {
    fc.assert(
      fc.property(ofV3, (value) => {
        const written = encode(V3, value);
        expect(decode(V3, written)).toEqual(value);
        expect(fromJson(V3, JSON.parse(JSON.stringify(toJson(V3, value))))).toEqual(value);
        for (let length = 0; length < written.length; length++)
          expect(() => decode(V3, written.subarray(0, length))).toThrow(expect.toSatisfy(errors.UnexpectedEnd.is));
        expect(() => decode(V3, concat(written, Uint8Array.of(0)))).toThrow(expect.toSatisfy(errors.TrailingBytes.is));
      }),
    );
  });

  it("fills in what an older value lacks, and writes it as the newest (property)", () => {
    fc.assert(
      fc.property(ofV1, (old) => {
        const read = decode(V3, encode(V1, old));
        expect(read).toEqual({ ...old, region: 7, tags: [], debt: 9 });
        expect(encode(V3, read)[0]).toBe(2);
        expect(decode(V3, encode(V2, { ...old, region: undefined }))).toEqual({ ...read, region: undefined });
      }),
    );
  });

  it("reads what it knows of a newer value that is the whole input, and nothing less (property)", () => {
    fc.assert(
      fc.property(ofV3, (value) => {
        const written = encode(V3, value);
        const { owner, cores, region } = value;
        expect(decode(V1, written)).toEqual({ owner, cores });
        expect(decode(V2, written)).toEqual({ owner, cores, region });
        const known = encode(V2, { owner, cores, region }).length;
        for (let length = 0; length < known; length++)
          expect(refusal(V2, written.subarray(0, length))).toSatisfy(errors.UnexpectedEnd.is);
      }),
    );
  });

  it.each<[string, AnyType, Uint8Array, ErrorMaker]>([
    [
      "a newer version inside another value",
      struct({ n: u8, worker: V1 }),
      fromHex("0x0001010203"),
      errors.UnknownVariant,
    ],
    ["a newer version in a list", vec(V1, { max: 2 }), fromHex("0x0401010203"), errors.UnknownVariant],
    ["a newer version that hides a flood", V1, concat(fromHex("0x01010203"), new Uint8Array(4_097)), errors.TooLong],
    ["bytes after a known version", V2, fromHex("0x0001020300"), errors.TrailingBytes],
    [
      "a malformed field of an older version",
      versioned({ a: bytes({ max: 1 }) }, { later: [second] }),
      fromHex("0x00080102"),
      errors.TooLong,
    ],
  ])("refuses %s", (_, type, input, error) => {
    expect(() => decode(type, input)).toThrow(expect.toSatisfy(error.is));
  });

  it("refuses a field in two versions when it is declared", () => {
    expect(() => versioned(first, { later: [{ cores: appended(u8, 0) }] })).toThrow("field cores is in two versions");
  });
});
