import { describe, expect, it } from "vitest";
import { sealDelay } from "./clock.ts";

const development = { minimumMs: 200, gatherMs: 50, idleMs: 1_000 };

describe("sealDelay", () => {
  it.each([
    ["waits for the interval when nothing is ready", { nowMs: 400, lastMs: 0, readyMs: undefined }, 600],
    ["waits 50 ms after the first ready extrinsic", { nowMs: 400, lastMs: 0, readyMs: 390 }, 40],
    ["keeps 200 ms between blocks", { nowMs: 60, lastMs: 0, readyMs: 10 }, 140],
    ["seals at once when late", { nowMs: 2_000, lastMs: 0, readyMs: undefined }, 0],
    ["does not wait longer for a ready extrinsic than without", { nowMs: 990, lastMs: 0, readyMs: 980 }, 10],
  ])("%s", (_, times, delay) => expect(sealDelay(development, times)).toBe(delay));

  it("ignores the pool where blocks come regularly", () =>
    expect(sealDelay({ minimumMs: 6_000, gatherMs: 0, idleMs: 6_000 }, { nowMs: 1_000, lastMs: 0, readyMs: 1 })).toBe(
      5_000,
    ));
});
