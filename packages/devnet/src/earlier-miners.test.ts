import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { earlierMiners, tooFewMiners } from "./earlier-miners.ts";

it("counts the slots of a folder, and nothing else that lies there", () => {
  const dir = mkdtempSync(join(tmpdir(), "pha-miners-"));
  try {
    expect(earlierMiners(join(dir, "miner"))).toBe(0);
    for (const name of ["slot-0", "slot-1", "cache"]) mkdirSync(join(dir, name));
    writeFileSync(join(dir, "slot-x"), "");
    expect(earlierMiners(dir)).toBe(2);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

it("says what half of the miners, or fewer, cannot do", () => {
  for (const [run, earlier] of [
    [1, 0],
    [0, 0],
    [1, 1],
    [2, 3],
    [4, 2],
  ] as const)
    expect(tooFewMiners(run, earlier)).toBeUndefined();
  expect(tooFewMiners(1, 2)).toMatch(/^of the 2 miners that the network had 1 runs: .*--miners 2/);
  expect(tooFewMiners(2, 5)).toMatch(/2 run: .*--miners 5/);
});
