import { describe, expect, it } from "vitest";
import {
  AccountId,
  type AnyType,
  array,
  bool,
  bytes,
  compact,
  decode,
  decodeIf,
  type ErrorMaker,
  encode,
  enumeration,
  errors,
  fixedBytes,
  fromHex,
  fromJson,
  lazy,
  option,
  struct,
  type Type,
  text,
  tuple,
  u8,
  u32,
  u64,
  u128,
  variant,
  vec,
} from "./index.ts";
import { accountForm } from "./ss58.ts";

const Pair = struct({ to: fixedBytes(2), amount: u128 });

describe("decoding", () => {
  it.each<[string, AnyType, `0x${string}`, ErrorMaker]>([
    ["a compact with room for a shorter form", compact(u32), "0x0100", errors.NonCanonical],
    ["a compact with a zero top byte", compact(u128), "0x07000000c000", errors.NonCanonical],
    ["a compact above its type", compact(u8), "0x0104", errors.OutOfRange],
    ["a bool of two", bool, "0x02", errors.NonCanonical],
    ["an option of two", option(u8), "0x0201", errors.NonCanonical],
    ["an unknown variant", enumeration({ A: variant(0) }), "0x01", errors.UnknownVariant],
    ["invalid UTF-8", text({ max: 9 }), "0x08c328", errors.BadText],
    ["a length beyond the end", bytes({ max: 1000 }), "0x1401", errors.UnexpectedEnd],
    ["a length beyond the bound", bytes({ max: 2 }), "0x0c010203", errors.TooLong],
    ["a billion items in six bytes", vec(u8, { max: 2 ** 31 }), "0x03000000400102", errors.UnexpectedEnd],
    ["trailing bytes", u8, "0x0102", errors.TrailingBytes],
  ])("refuses %s", (_, type, input, error) => {
    expect(() => decode(type, fromHex(input))).toThrow(expect.toSatisfy(error.is));
  });

  it("refuses nesting without end and stays in bounds", () => {
    const Nested: Type<unknown> = lazy(() => option(Nested));
    expect(() => decode(Nested, new Uint8Array(100_000).fill(1))).toThrow(expect.toSatisfy(errors.TooDeep.is));
  });
});

describe("encoding", () => {
  it.each<[string, AnyType, unknown, ErrorMaker]>([
    ["300 as u8", u8, 300, errors.OutOfRange],
    ["half a number", u32, 1.5, errors.OutOfRange],
    ["a negative bigint", u128, -1n, errors.OutOfRange],
    ["2^64 as u64", u64, 1n << 64n, errors.OutOfRange],
    ["one byte for two", fixedBytes(2), "0x01", errors.BadLength],
    ["lone surrogates", text({ max: 9 }), "\ud800", errors.BadText],
    ["too many items", vec(u8, { max: 1 }), [1, 2], errors.TooLong],
    ["an unknown variant", enumeration({ A: variant(0) }), { type: "toString" }, errors.UnknownVariant],
  ])("refuses %s", (_, type, value, error) => {
    expect(() => encode(type, value)).toThrow(expect.toSatisfy(error.is));
  });
});

describe("JSON", () => {
  it.each<[string, unknown, string]>([
    ["a missing field", { to: "0x0102" }, "amount"],
    ["an unknown field", { to: "0x0102", amount: "1", fee: "1" }, "fee"],
    ["a number with a fraction", { to: "0x0102", amount: 1.5 }, "amount"],
    ["a number above 2^53", { to: "0x0102", amount: 2 ** 60 }, "amount"],
    ["leading zeros", { to: "0x0102", amount: "01" }, "amount"],
  ])("names the field of %s", (_, json, field) => {
    expect(() => fromJson(Pair, json)).toThrow(
      expect.toSatisfy((error) => errors.BadJson.is(error) && error.data["field"] === field),
    );
  });

  it("tells a field that is missing from one of another form; what may be left out is not missed", () => {
    const read = (json: unknown) => () => fromJson(struct({ to: fixedBytes(2), more: option(u8), inner: Pair }), json);
    const dataOf = (data: object) => expect.objectContaining({ data: expect.objectContaining(data) });
    expect(read({ inner: {} })).toThrow(dataOf({ field: "to", reason: "the field is missing" }));
    expect(read({ to: "0x0000" })).toThrow(
      dataOf({ field: "inner", reason: "the field is missing", expected: "an object with to, amount" }),
    );
    expect(read({ to: "0x0000", inner: { to: "0x0000" } })).toThrow(
      dataOf({ field: "inner.amount", reason: "the field is missing" }),
    );
    expect(read({ to: null })).toThrow(
      expect.objectContaining({ data: { field: "to", expected: "0x and 4 hexadecimal digits" } }),
    );
  });

  it("tells all variants that there are", () => {
    const many = enumeration(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`V${i}`, variant(i)])));
    expect(() => fromJson(many, 7)).toThrow(/V0 \| V1 \| .* \| V29/);
    expect(() => fromJson(many, { type: "W" })).toThrow(/name: W, known: V0, .*V29/);
  });

  it("tells what is wrong with a field's value as the reason, and as expected what would be right", () => {
    const read = (to: unknown) => () => fromJson(struct({ body: struct({ to: AccountId }) }), { body: { to } });
    expect(read("//Bob")).toThrow(
      expect.objectContaining({
        code: errors.BadJson.code,
        data: {
          reason: "the address has a letter that base58 lacks, as 0, O, I and l",
          expected: accountForm,
          field: "body.to",
        },
      }),
    );
    expect(() => fromJson(Pair, { to: "0x01", amount: "1" })).toThrow(
      expect.objectContaining({
        data: expect.objectContaining({ expected: "0x and 4 hexadecimal digits", actual: "2 digits", field: "to" }),
      }),
    );
  });

  const Body = struct({ body: Pair });
  const Choice = enumeration({ Pair: variant(0, Pair), None: variant(1) });
  it.each<[string, AnyType, unknown, string]>([
    ["a field", Body, { body: { to: 3, amount: "1" } }, "body.to"],
    ["an entry of a list", struct({ list: vec(Body, { max: 9 }) }), { list: [{ body: {} }] }, "list.0.body.to"],
    ["an entry of a list of a length", array(u8, 2), [1, "2"], "1"],
    ["a part of a tuple", tuple(u8, Pair), [1, { to: "0x0000" }], "1.amount"],
    ["what a variant carries", Choice, { type: "Pair", value: { to: "0x0000" } }, "value.amount"],
    ["a variant that there is not", struct({ choice: Choice }), { choice: { type: "Other" } }, "choice.type"],
    ["an optional value", struct({ maybe: option(Pair) }), { maybe: { to: "0x0000" } }, "maybe.amount"],
  ])("names the whole path of %s", (_, type, json, field) => {
    expect(() => fromJson(type, json)).toThrow(expect.objectContaining({ data: expect.objectContaining({ field }) }));
  });

  it.each([
    ["0xzz", "there is a character that is no hexadecimal digit", 2],
    ["0x0g1", "there is a character that is no hexadecimal digit", 3],
    ["0x123", "the number of hexadecimal digits is odd", undefined],
    ["1234", "0x is missing in front", undefined],
  ])("says what is wrong with %s as bytes", (to, reason, position) => {
    expect(() => fromJson(Pair, { to, amount: "1" })).toThrow(
      expect.objectContaining({
        data: {
          field: "to",
          reason,
          expected: "0x and 4 hexadecimal digits",
          ...(position !== undefined && { position }),
        },
      }),
    );
    expect(() => fromHex(to)).toThrow(expect.objectContaining({ code: errors.BadHex.code }));
  });
});

it("what may be other bytes is nothing where it is, and a fault stays one", () => {
  expect([decodeIf(u8, Uint8Array.of(7)), decodeIf(u8, Uint8Array.of(7, 7)), decodeIf(u32, Uint8Array.of(7))]).toEqual([
    ...[7, undefined, undefined],
  ]);
  const fault = new TypeError("a type's fault");
  const faulty: Type<number> = {
    ...u8,
    read() {
      throw fault;
    },
  };
  expect(() => decodeIf(faulty, Uint8Array.of(7))).toThrowError(fault);
});
