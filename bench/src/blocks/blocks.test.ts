import { expect, it } from "vitest";
import { measureBlock } from "./bench-blocks.ts";
import { fullBlocks } from "./fullest.ts";

it.each(Object.entries(fullBlocks))("%s: a full block takes no longer than it weighs", (_, make) => {
  const { takesMs, weighs } = measureBlock(make());
  expect(BigInt(Math.round(takesMs * 1e9))).toBeLessThanOrEqual(weighs.ref_time);
});
