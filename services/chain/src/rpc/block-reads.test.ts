import type { Hex } from "@pha/codec";
import { expect, it } from "vitest";
import { BlockReads } from "./block-reads.ts";
import { limits } from "./limits.ts";

const block: Hex = `0x${"11".repeat(32)}`;
const { signal } = new AbortController();
const settled = (reads: BlockReads) => reads.settled(block, async () => {}, signal);

/** Whether a wait is over before the event loop has turned. */
const isOver = (wait: Promise<void>) =>
  Promise.race([wait.then(() => true), new Promise((resolve) => setImmediate(resolve, false))]);

it("waits no more for a client that let some blocks go unread, and again once it reads one", async () => {
  const reads = new BlockReads();
  const waits = Array.from({ length: limits.unreadBlocks }, () => settled(reads));
  expect(await isOver(Promise.any(waits))).toBe(false);
  await Promise.all(waits);
  expect(await isOver(settled(reads))).toBe(true);

  reads.note("chain_getBlock", [block]);
  const wait = settled(reads);
  expect(await isOver(wait)).toBe(false);
  await wait;
});
