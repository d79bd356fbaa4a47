import { fromHex } from "@pha/codec";
import { errors } from "./errors.ts";
import type { RuntimeEvent } from "./event-log.ts";

const RTMR3 = 3;

/**
 * The events of RTMR3 in an event log as dstack answers it: JSON, an array of all registers' events.
 *
 * @throws `dcap.MalformedEventLog`
 */
export function readEventLog(json: string): RuntimeEvent[] {
  try {
    const rows = JSON.parse(json) as readonly Readonly<Record<string, unknown>>[];
    return rows.filter(({ imr }) => imr === RTMR3).map(readEvent);
  } catch (cause) {
    throw errors.MalformedEventLog({}, cause);
  }
}

function readEvent({ event_type: type, event, event_payload: payload }: Readonly<Record<string, unknown>>) {
  if (typeof type !== "number" || !(type >= 0 && type <= 0xffff_ffff) || !Number.isInteger(type))
    throw errors.MalformedEventLog({ field: "event_type" });
  if (typeof event !== "string" || typeof payload !== "string") throw errors.MalformedEventLog({ field: "event" });
  return { type, event, payload: fromHex(`0x${payload}`) };
}
