import { readState } from "@pha/frame";
import { tickAt } from "@pha/light-client";
import type { CarryContext } from "../../carry-rules.ts";
import { timestamp } from "./spec.ts";

/** In how many ticks the old network would come to one: ticks of the new network begin anew. */
export function ticksUntil(tick: number, { state }: CarryContext): number {
  const { clock, now } = readState(timestamp, state);
  return Math.max(tick - tickAt(clock.get(), now.get()), 0);
}
