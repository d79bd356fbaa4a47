import { decode, encode, text } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import { callFailure, codeFailure, hostFailure } from "./failure.ts";

/** What answers and receipts carry a failure's message as. */
const wire = text({ max: 4_000 });
const units = fc.string({ unit: fc.constantFrom("a", "é", "\ud83d", "\ude00", "\u{1f600}", "\0"), maxLength: 40 });

it("is well-formed text, wherever a message is cut and whatever halves it holds (property)", () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 990, 998, 999, 1_000), units, fc.option(units), (letters, tail, code) => {
      const thrown = { name: tail, message: "x".repeat(letters) + tail, ...(code === null ? {} : { code }) };
      const failures = [callFailure(thrown), callFailure({ ...thrown, code: "Full" }), codeFailure(thrown)];
      for (const failure of [...failures, hostFailure(new Error(thrown.message))]) {
        expect(decode(wire, encode(wire, failure.message))).toBe(failure.message);
        expect(failure.code).toMatch(/^[\w.-]+$/);
      }
    }),
  );
});

it("keeps what it can of 999 letters and an emoji", () => {
  const message = `${"x".repeat(999)}\u{1f600}`;
  expect(callFailure({ code: "Full", name: "E", message })).toMatchObject({
    code: "contract.Full",
    message: "x".repeat(999),
  });
  expect(callFailure({ code: "Full", name: "E", message: message.slice(1) }).message).toBe(message.slice(1));
});

it.each([
  ["BadWrite", " (contract.mjs:3:5, from 9:1)"],
  ["BadState", " (contract.mjs:3:5, from 9:1)"],
  ["BadKey", " (contract.mjs:3:5, from 9:1)"],
  ["AuctionEnded", ""],
  ["BadArguments", ""],
])(
  "%s is told with its place in the code if it is the code's own fault: what refuses the caller has none",
  (code, told) => {
    const stack = "    at put (contract.mjs:3:5)\n    at run (contract.mjs:9:1)\n";
    const failure = callFailure({ code, name: "ContractError", message: "n: no.", stack });
    expect(failure.message).toBe(`n: no.${told}`);
  },
);
