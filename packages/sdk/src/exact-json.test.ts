import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { parseExactJson } from "./exact-json.ts";

describe("exact JSON", () => {
  it("is what JSON.parse reads, where no number is rounded", () =>
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!/(?<![.\d])\d{16,}(?![\d.e])/.test(text));
        expect(parseExactJson(text)).toEqual(JSON.parse(text));
      }),
    ));

  it("keeps every digit of an integer", () =>
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 200n), 2n ** 200n), (value) => {
        expect(BigInt(parseExactJson(`[${value}]`)?.[0 as never] as never)).toBe(value);
      }),
    ));

  it.each([
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", 9007199254740992n],
    ["-9007199254740993", -9007199254740993n],
    ['{"a":[18446744073709551615]}', { a: [18446744073709551615n] }],
    ["1e21", 1e21],
    ["0.1", 0.1],
    ['{"__proto__":1}', JSON.parse('{"__proto__":1}')],
  ])("reads %s", (text, value) => expect(parseExactJson(text)).toEqual(value));

  it.each(["", "{", "1 2", "01", "1e999", "-1e999", "NaN", "{'a':1}"])("refuses %s", (text) =>
    expect(() => parseExactJson(text)).toThrow(SyntaxError),
  );

  it("refuses a large integer where the platform does not tell its digits", () => {
    const { parse } = JSON;
    const old = (text: string, reviver: (key: string, value: unknown) => unknown) =>
      parse(text, (key, value) => reviver(key, value));
    vi.spyOn(JSON, "parse").mockImplementation(old as typeof JSON.parse);
    expect(() => parseExactJson("9007199254740993")).toThrow(SyntaxError);
    expect(parseExactJson("[1]")).toEqual([1]);
    vi.restoreAllMocks();
  });
});
