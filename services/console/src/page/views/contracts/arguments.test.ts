import { errors } from "@pha/sdk";
import { expect, it } from "vitest";
import { argumentsOf, readArguments } from "./arguments.ts";

const input = {
  type: "object",
  properties: {
    auction: { type: "integer" },
    amount: { type: "string", format: "u128" },
    to: { type: "string", format: "account" },
    open: { type: "boolean" },
    tags: { type: "array" },
  },
  required: ["auction", "amount"],
};
const fields = argumentsOf({ input });

it("asks for each argument in its kind", () => {
  expect(fields.map(({ name, kind, isNeeded }) => [name, kind, isNeeded])).toEqual([
    ["auction", "number", true],
    ["amount", "text", true],
    ["to", "account", false],
    ["open", "flag", false],
    ["tags", "json", false],
  ]);
});

it("reads what was typed as the method takes it, and leaves out what was not", () => {
  expect(readArguments(fields, { auction: "1", amount: "250", open: "true", tags: "[1]" })).toEqual({
    auction: 1,
    amount: "250",
    open: true,
    tags: [1],
  });
});

it("says of which argument something is no number", () => {
  expect(() => readArguments(fields, { auction: "one", amount: "2" })).toThrow(
    errors.BadParameter().message.slice(0, 20),
  );
});

it("asks for nothing where nothing is taken, and for JSON where it is something else", () => {
  expect(argumentsOf({ input: { type: "null" } })).toEqual([]);
  expect(readArguments([], {})).toBeUndefined();
  const one = argumentsOf({ input: { type: "integer" } });
  expect(readArguments(one, { arguments: "7" })).toBe(7);
});
