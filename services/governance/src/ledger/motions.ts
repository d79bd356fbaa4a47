import { type JsonContext, toJson } from "@pha/codec";
import type { StateView } from "@pha/frame";
import { type Collective, motionsOf as openMotions, RuntimeCall } from "@pha/runtime/spec";

/** A body's open motions, and how each would end in the next block. */
export const motionsOf = (state: StateView, body: Collective, now: number, context: JsonContext) =>
  openMotions(state, body, now).map((motion) => ({
    ...motion,
    call: motion.call && toJson(RuntimeCall, motion.call, context),
  }));
