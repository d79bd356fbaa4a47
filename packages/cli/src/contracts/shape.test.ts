import { s } from "@pha/contract-kit";
import { expect, it } from "vitest";
import { inputText } from "./shape.ts";

it.each([
  [s.nothing(), ""],
  [s.object({}), "{}"],
  [
    s.object({ choice: s.string({ min: 1, max: 40 }), note: s.optional(s.string({ max: 9 })) }),
    '{"choice": text of 1 to 40, "note"?: text up to 9 or null}',
  ],
  [
    s.object({ n: s.number(), yes: s.boolean(), amount: s.u128() }),
    '{"n": integer, "yes": boolean, "amount": "integer"}',
  ],
  [
    s.array(s.object({ who: s.account(), data: s.bytes({ max: 4 }) }), { max: 3 }),
    '[{"who": account, "data": "0x…"}, …]',
  ],
  [s.oneOf("aye", "nay"), '"aye" or "nay"'],
])("tells what a method takes: %#", (schema, text) => {
  expect(inputText({ input: schema.json })).toBe(text);
});

it("makes the best of a schema that another tool wrote", () => {
  expect(inputText({ input: {} })).toBe("anything");
  expect(inputText({ input: { type: ["string", "null"] } })).toBe("anything");
  expect(inputText({ input: { type: "object", properties: { a: true } } })).toBe('{"a"?: anything}');
  expect(inputText({ input: { type: "array" } })).toBe("[anything, …]");
});
