import { expect, it } from "vitest";
import { dayBlocks, simulate } from "./index.ts";

it("of three days no planck is unexplained, and no more is paid than the budget of the ticks that are over", () => {
  const { samples, changes, done } = simulate({ blocks: 3 * dayBlocks, seed: "three days" });
  expect(samples).toHaveLength(432);
  expect(changes).toBeGreaterThan(1_000);
  expect(samples.at(-1)?.paid).toBeGreaterThan(0n);
  for (const kind of ["answer", "start", "stop", "contribute", "withdraw", "invest"])
    expect(done.get(kind), kind).toBeGreaterThan(0);
  const again = simulate({ blocks: 100, seed: "three days" });
  expect(again.samples).toEqual(samples.slice(0, 100));
}, 120_000);
