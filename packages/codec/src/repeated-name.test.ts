import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRepeatedName } from "./repeated-name.ts";

describe("a repeated name", () => {
  it.each([
    ['{"a":1,"a":2}', "a", 7],
    ['{"a":{"b":1, "b" : 2}}', "b", 13],
    ['[{"x":1},{"x":1,"y":[],"x":{}}]', "x", 23],
    ['{"a":1,"\\u0061":2}', "a", 7],
    ['{"":1,"":2}', "", 6],
    ['{"q\\"":1,"q\\"":2}', 'q"', 9],
    ['{"\\\\":":","\\\\":0}', "\\", 10],
    ['{"__proto__":1,"__proto__":2}', "__proto__", 15],
    [`{${Array.from({ length: 20 }, (_, n) => `"${n}":0`).join()},"3":0}`, "3", 131],
  ])("is found in %s", (json, name, position) => expect(findRepeatedName(json)).toEqual({ name, position }));

  it.each([
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '["a","a",":",{"a":"a:"}]',
    '{"a":"\\",\\"a\\":1"}',
    '{"a":"{","b":"}","c":["["]}',
    '"a"',
    "null",
  ])("is none in %s", (json) => expect(findRepeatedName(json)).toBeUndefined());

  it("is in no text that JSON.stringify writes, and in each that is given a member again", () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, maxKeys: 20 }), (value) => {
        const json = JSON.stringify(value);
        expect(findRepeatedName(json)).toBeUndefined();
        const [name] = Object.keys(value) as [string];
        const position = json.length;
        expect(findRepeatedName(`${json.slice(0, -1)},${JSON.stringify(name)}:0}`)).toEqual({ name, position });
      }),
    ));
});
