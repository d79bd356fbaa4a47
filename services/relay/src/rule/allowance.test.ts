import { expect, it } from "vitest";
import { Allowance } from "./allowance.ts";

it("gives a burst, then so many a second, however many ask", () => {
  let nowMs = 0;
  const allowance = new Allowance(() => nowMs);
  const taken = () => Array.from({ length: 2_000 }, () => allowance.take()).filter(Boolean).length;
  expect(taken()).toBe(512);
  expect(taken()).toBe(0);
  nowMs += 1_000;
  expect(taken()).toBe(128);
  nowMs += 3_600_000;
  expect(taken()).toBe(512);
});
