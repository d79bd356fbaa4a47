import { call, definePallet, event } from "@pha/frame";
import { Parameter } from "./registry.ts";

export const tuning = definePallet("Tuning", 32, {
  doc: "Figures that governance may set: each lies in its own pallet's `Figures`, and is registered with bounds.",
  calls: {
    set: call(0, "root", { parameter: Parameter }, "Sets a figure, from the next block on."),
  },
  events: {
    Set: event(0, { parameter: Parameter, before: Parameter }, "A figure was set."),
  },
  errors: {
    OutOfBounds: { index: 0, kind: "invalid", doc: "The figure has bounds, and this is outside of them." },
  },
});
