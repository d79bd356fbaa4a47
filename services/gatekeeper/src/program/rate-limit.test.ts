import { toHex, u32be } from "@pha/codec";
import { expect, it } from "vitest";
import { RateLimit } from "./rate-limit.ts";

const worker = (number: number) => toHex(u32be(number));
const tooMany = expect.objectContaining({ code: "gatekeeper.TooManyKeys", kind: "limit" });

it("gives a burst of 256 keys, then one more every 250 ms, to each worker by itself", () => {
  let nowMs = 0;
  const limit = new RateLimit(() => nowMs);
  for (let i = 0; i < 16; i++) limit.take(worker(1), 16);
  expect(() => limit.take(worker(1), 1)).toThrowError(tooMany);
  limit.take(worker(2), 16);
  nowMs = 499;
  expect(() => limit.take(worker(1), 2)).toThrowError(tooMany);
  nowMs = 500;
  limit.take(worker(1), 2);
  expect(() => limit.take(worker(1), 1)).toThrowError(tooMany);
});

it("never saves up more than a burst", () => {
  let nowMs = 0;
  const limit = new RateLimit(() => nowMs);
  limit.take(worker(1), 1);
  nowMs = 1e9;
  limit.take(worker(1), 256);
  expect(() => limit.take(worker(1), 1)).toThrowError(tooMany);
});

it("forgets the worker that has been silent longest when it remembers too many", () => {
  const limit = new RateLimit(() => 0);
  for (const number of [1, 2]) limit.take(worker(number), 256);
  for (let number = 3; number <= 4097; number++) limit.take(worker(number), 1);
  expect(() => limit.take(worker(2), 1)).toThrowError(tooMany);
  limit.take(worker(1), 256);
});

it("has not forgotten a worker that asked again meanwhile", () => {
  const limit = new RateLimit(() => 0);
  for (const [number, keys] of [
    [1, 128],
    [2, 256],
    [1, 128],
  ] as const)
    limit.take(worker(number), keys);
  for (let number = 3; number <= 4097; number++) limit.take(worker(number), 1);
  expect(() => limit.take(worker(1), 1)).toThrowError(tooMany);
  limit.take(worker(2), 256);
});
