import type { Weight } from "@pha/frame";
import { type FullBlock, fullBlocks } from "./fullest.ts";

const runs = 15;
const ms = (picoseconds: bigint): string => `${(Number(picoseconds) / 1e9).toFixed(0)} ms`;
const kib = (bytes: bigint): string => `${(Number(bytes) / 1_024).toFixed(0)} KiB`;

/** What a block takes of a thread at best, and what its hooks say that they weigh. */
export function measureBlock({ ledger, done }: FullBlock): {
  readonly takesMs: number;
  readonly weighs: Weight;
  readonly done: string;
} {
  const times = Array.from({ length: runs }, () => {
    const began = process.threadCpuUsage();
    ledger.beside().finish();
    const { user, system } = process.threadCpuUsage(began);
    return (user + system) / 1_000;
  });
  const block = ledger.beside();
  const weighs = block.usage.all;
  return { takesMs: Math.min(...times), weighs, done: done(block.finish().events.map(({ event }) => event)) };
}

/** Measures the blocks in which governance has most to do, beside what they weigh. */
export function benchBlocks(): void {
  console.log("| block | done | takes | weighs | its proof weighs |");
  console.log("| --- | --- | --- | --- | --- |");
  for (const make of Object.values(fullBlocks)) {
    const full = make();
    const { takesMs, weighs, done } = measureBlock(full);
    console.log(
      `| ${[full.name, done, `${takesMs.toFixed(0)} ms`, ms(weighs.ref_time), kib(weighs.proof_size)].join(" | ")} |`,
    );
  }
}
