import { readState, type StateView } from "@pha/frame";
import { timestamp } from "../pallets/timestamp/spec.ts";

/** When a tick begins: milliseconds since 1970. */
export function timeOfTick(view: StateView, tick: number): bigint {
  const { tickMs, beganMs } = readState(timestamp, view).clock.get();
  return beganMs + BigInt(tick) * BigInt(tickMs);
}
