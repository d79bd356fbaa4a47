import { u16, u32, vec } from "@pha/codec";
import { call, constant, DispatchError, DispatchResult, definePallet, event, Weight } from "@pha/frame";
import { RuntimeCall, RuntimeOriginCaller } from "../../references.ts";

/** How many calls a batch may have. */
const maxCalls = 1_000;

const calls = { calls: vec(RuntimeCall, { max: maxCalls }) };
const one = { nested: ["call"] } as const;
const nested = { nested: ["calls"] } as const;

export const utility = definePallet("Utility", 4, {
  doc: "Several calls in one.",
  calls: {
    batch: call(0, "anyone", calls, "Dispatches calls until one fails; what was done stays.", nested),
    as_derivative: call(
      1,
      "signed",
      { index: u16, call: RuntimeCall },
      "Dispatches a call as one of the caller's derived accounts, which no other key opens.",
      one,
    ),
    batch_all: call(2, "anyone", calls, "Dispatches all calls or none.", nested),
    dispatch_as: call(
      3,
      "root",
      { as_origin: RuntimeOriginCaller, call: RuntimeCall },
      "Dispatches a call on any authority.",
      one,
    ),
    force_batch: call(4, "anyone", calls, "Dispatches all calls, whichever fail.", nested),
    with_weight: call(
      5,
      "root",
      { call: RuntimeCall, weight: Weight },
      "Dispatches a call as root. It weighs what it weighs: the given weight does not matter.",
      one,
    ),
  },
  events: {
    BatchInterrupted: event(0, { index: u32, error: DispatchError }, "The call at `index` failed and ended the batch."),
    BatchCompleted: event(1, {}, "All calls succeeded."),
    BatchCompletedWithErrors: event(2, {}, "All calls were dispatched; some failed."),
    ItemCompleted: event(3, {}, "One call of a batch succeeded."),
    ItemFailed: event(4, { error: DispatchError }, "One call of a batch failed."),
    DispatchedAs: event(5, { result: DispatchResult }, "A call was dispatched on a given authority."),
  },
  constants: {
    batched_calls_limit: constant(u32, maxCalls, "How many calls a batch may have."),
  },
});
