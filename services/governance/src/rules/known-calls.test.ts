import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { findCall, knownCalls } from "./known-calls.ts";

it("knows every call once, and finds each", () => {
  const names = knownCalls.map(({ pallet, call }) => `${pallet}.${call}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { pallet, call, spec } of knownCalls) expect(findCall(pallet, call).spec).toBe(spec);
});

it.each([
  ["Democracy", "vte", "Democracy.vote"],
  ["Balances", "transfer_all", undefined],
  ["Democracy", "constructor", undefined],
])("%s.%s is refused, with what may have been meant", (pallet, call, meant) => {
  const caught = expect.objectContaining({ code: errors.UnknownCall.code, data: { pallet, call, meant } });
  expect(() => findCall(pallet, call)).toThrowError(caught);
});
