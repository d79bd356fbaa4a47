import { expect, it } from "vitest";
import { percentiles } from "./percentiles.ts";

it("takes the nearest rank, in any order of values", () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(percentiles(values)).toEqual({ p50: 50, p95: 95, p99: 99 });
  expect(percentiles([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
});

it("is not a number where nothing was measured", () => {
  expect(percentiles([]).p50).toBeNaN();
});
