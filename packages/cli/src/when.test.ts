import { expect, it } from "vitest";
import { errors } from "./errors.ts";
import { parseWhen } from "./when.ts";

it.each([
  ["+90s", 91_000],
  ["+5m", 301_000],
  ["+2h", 7_201_000],
  ["+1d", 86_401_000],
  ["2040-01-01T00:00:00Z", Date.UTC(2040, 0, 1)],
])("reads %s", (text, timeMs) => expect(parseWhen(text)(1_000)).toBe(timeMs));

it.each(["1d", "+1y", "tomorrow", "", "+-1s", "1960-01-01"])("refuses %j", (text) =>
  expect(() => parseWhen(text)).toThrow(expect.toSatisfy(errors.BadTime.is)),
);
