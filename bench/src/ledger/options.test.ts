import { expect, it } from "vitest";
import { helpText, readOptions } from "./options.ts";

it("measures one and four validators and a short curve unless told otherwise", () => {
  expect(readOptions([])).toMatchObject({ validators: [1, 4], accounts: [1_000, 10_000, 100_000], inFlight: 100 });
  expect(readOptions(["--accounts", "1000000", "--validators", ""])).toMatchObject({
    accounts: [1_000_000],
    validators: [],
  });
});

it("helps, naming each option", () => {
  expect(readOptions(["--help"])).toBe("help");
  for (const option of ["transfers", "validators", "accounts", "in-flight", "json", "profile"])
    expect(helpText).toContain(`--${option}`);
});

it.each([["--transfers", "0"], ["--accounts", "1k"], ["--nothing"]])("refuses %s %s", (...args) => {
  expect(() => readOptions(args)).toThrow();
});
