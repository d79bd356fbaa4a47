import { u32, vec } from "@pha/codec";
import { call, DispatchError, DispatchResult, definePallet, event } from "@pha/frame";
import { RuntimeCall, RuntimeOriginCaller } from "../../references.ts";

const calls = { calls: vec(RuntimeCall, { max: 1_000 }) };
const nested = { nested: ["calls"] } as const;

export const utility = definePallet("Utility", 4, {
  doc: "Several calls in one.",
  calls: {
    batch: call(0, "anyone", calls, "Dispatches calls until one fails; what was done stays.", nested),
    batch_all: call(2, "anyone", calls, "Dispatches all calls or none.", nested),
    dispatch_as: call(
      3,
      "root",
      { as_origin: RuntimeOriginCaller, call: RuntimeCall },
      "Dispatches a call on any authority.",
      { nested: ["call"] },
    ),
    force_batch: call(4, "anyone", calls, "Dispatches all calls, whichever fail.", nested),
  },
  events: {
    BatchInterrupted: event(0, { index: u32, error: DispatchError }, "The call at `index` failed and ended the batch."),
    BatchCompleted: event(1, {}, "All calls succeeded."),
    BatchCompletedWithErrors: event(2, {}, "All calls were dispatched; some failed."),
    ItemCompleted: event(3, {}, "One call of a batch succeeded."),
    ItemFailed: event(4, { error: DispatchError }, "One call of a batch failed."),
    DispatchedAs: event(5, { result: DispatchResult }, "A call was dispatched on a given authority."),
  },
});
