import { expect, it } from "vitest";
import { guard } from "./guard.ts";

/** What a function is given that a program calls. */
function watched() {
  const given: Uint8Array[] = [];
  const { take } = guard({ take: (bytes: Uint8Array) => void given.push(bytes) }, "enclave.PrimitiveFailed");
  return { given, take };
}

it("a key that is handed over again is the same copy, which is not the program's", () => {
  const { given, take } = watched();
  const [key, equal] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(7)];
  for (const bytes of [key, key, equal]) take(bytes);
  expect(given[1]).toBe(given[0]);
  expect(given[2]).not.toBe(given[0]);
  expect(given[0]).toEqual(key);
  expect(given[0]).not.toBe(key);
});

it("a key that was changed, and any other bytes, are copied anew", () => {
  const { given, take } = watched();
  const key = new Uint8Array(32).fill(7);
  take(key);
  key[31] = 8;
  take(key);
  expect(given.map((bytes) => bytes[31])).toEqual([7, 8]);
  const message = new Uint8Array(33);
  for (const bytes of [message, message]) take(bytes);
  expect(given[3]).not.toBe(given[2]);
});
