import { concat, type Hex, toHex, utf8 } from "@pha/codec";
import { sha384 } from "@pha/crypto";
import { errors } from "./errors.ts";

/** An event that a dstack machine measured into RTMR3 while it started, or that its containers added. */
export interface RuntimeEvent {
  readonly type: number;
  readonly event: string;
  readonly payload: Uint8Array;
}

/** Most events that a log may have: starting dstack makes seven. */
export const MAX_EVENTS = 64;

/** The event that differs between machines that run the same: which of them this is. */
const INSTANCE = "instance-id";

const colon = utf8(":");

/** A register after these events: `mr = SHA-384(mr ‖ SHA-384(LE32(type) ‖ ":" ‖ event ‖ ":" ‖ payload))`. */
export function replay(events: readonly RuntimeEvent[]): Hex {
  let register: Uint8Array = new Uint8Array(48);
  for (const event of events) register = sha384(concat(register, digestOf(event)));
  return toHex(register);
}

const digestOf = ({ type, event, payload }: RuntimeEvent): Uint8Array => {
  const type32 = Uint8Array.of(type, type >>> 8, type >>> 16, type >>> 24);
  return sha384(concat(type32, colon, utf8(event), colon, payload));
};

/**
 * RTMR3 as all machines that run the same have it: the event that names the instance counts without its payload.
 *
 * @throws `dcap.WrongEventLog` when the events do not give the quote's register, `MalformedEventLog` where a name
 * contains the colon that ends it, so that two logs would give one register.
 */
export function commonRegister(events: readonly RuntimeEvent[], rtmr3: Hex): Hex {
  if (events.length > MAX_EVENTS) throw errors.MalformedEventLog({ events: events.length, max: MAX_EVENTS });
  const bad = events.find(({ event }) => event.includes(":"));
  if (bad) throw errors.MalformedEventLog({ event: bad.event });
  if (replay(events) !== rtmr3) throw errors.WrongEventLog();
  const at = events.findIndex(({ event }) => event === INSTANCE);
  return replay(events.map((event, i) => (i === at ? { ...event, payload: new Uint8Array() } : event)));
}
