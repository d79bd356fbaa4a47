import { expect, it } from "vitest";
import { errors } from "./errors.ts";
import { passes } from "./passes.ts";

const throwing = (error: unknown) => () => {
  throw error;
};

it("a check passes that throws nothing, and does not where it throws a coded error", () => {
  expect(passes(() => {})).toBe(true);
  expect(passes(throwing(errors.BadHex()))).toBe(false);
});

it("a bug in a check is no refusal", () => {
  expect(() => passes(throwing(new TypeError("a bug")))).toThrow("a bug");
});
