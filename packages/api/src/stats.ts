import { option, type Type, u32, vec } from "@pha/codec";
import { word } from "./types.ts";

/** How long each slot of a service's figures is. */
export const slotMs = 10_000;

/** How many slots are kept: an hour. */
export const keptSlots = 3_600_000 / slotMs;

/** How far back figures are asked for; an hour when absent. */
const windows = { "10m": 600_000, "1h": 3_600_000 } as const;
const Window = word("10m", "1h");
export const statsQuery = { window: option(Window) };

/** Slots of a window. */
export const slotsOf = (window: keyof typeof windows = "1h"): number => windows[window] / slotMs;

/** Every slot begins with its number: milliseconds since 1970, divided by its length. */
export const slot = { slot: u32 };

/** Slots of a window, oldest first; those in which the service did not run are not among them. */
export const slotList = <T>(type: Type<T>): Type<readonly T[]> => vec(type, { max: keptSlots });
