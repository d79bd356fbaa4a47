import type { Env } from "@pha/frame";
import { tickAt } from "@pha/light-client";
import { timestamp } from "./spec.ts";

/** Sets the time of the block; ticks count from that of block 1. */
export function setTime(env: Env): void {
  const { number, timeMs } = env.block;
  const { now, clock } = env.of(timestamp).state;
  now.put(timeMs);
  if (number === 1) clock.put({ ...clock.get(), beganMs: timeMs });
}

/** The tick of the block: what windows, rates and cool-downs are counted in. */
export const tickOf = (env: Env): number => tickAt(env.of(timestamp).state.clock.get(), env.block.timeMs);

/** The tick of the newest time that the state has: in a block that of the block, in a judgement that of the one before. */
export function tickNow({ of }: Pick<Env, "of">): number {
  const { clock, now } = of(timestamp).state;
  return tickAt(clock.get(), now.get());
}
