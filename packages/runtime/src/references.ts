import { type Call, type Event, reference } from "@pha/frame";

/** `RuntimeCall` and `RuntimeEvent` for pallets that hold calls or events; `pallets.ts` says what they are. */
export const references = { call: reference<Call>("RuntimeCall"), event: reference<Event>("RuntimeEvent") };

/** Any call of this runtime. */
export const RuntimeCall = references.call.type;

/** Any event of this runtime. */
export const RuntimeEvent = references.event.type;
