import { struct, type TypeOf, u32, u64 } from "@pha/codec";

/** `Timestamp.Clock`: how long a tick of this network is, and when its first block was made. */
export const Clock = struct({ tickMs: u32, beganMs: u64 });
export type Clock = TypeOf<typeof Clock>;

/**
 * The tick that a block time lies in: `⌊(time − time of block 1) / tickMs⌋`; 0 before. Blocks come as load makes them
 * and only order: rates, windows and cool-downs count ticks.
 */
export function tickAt({ tickMs, beganMs }: Clock, timeMs: bigint): number {
  return timeMs < beganMs ? 0 : Number((timeMs - beganMs) / BigInt(tickMs));
}
