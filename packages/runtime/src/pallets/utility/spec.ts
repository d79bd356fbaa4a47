import { u32, vec } from "@pha/codec";
import { call, DispatchError, definePallet, event } from "@pha/frame";
import { RuntimeCall } from "../../references.ts";

const calls = { calls: vec(RuntimeCall, { max: 1_000 }) };
const nested = { nested: ["calls"], weight: { ref_time: 20_000_000n, proof_size: 0n } } as const;

export const utility = definePallet("Utility", 4, {
  doc: "Several calls in one.",
  calls: {
    batch: call(0, "any", calls, "Dispatches calls until one fails; what was done stays.", nested),
    batch_all: call(2, "any", calls, "Dispatches all calls or none.", nested),
    force_batch: call(4, "any", calls, "Dispatches all calls, whichever fail.", nested),
  },
  events: {
    BatchInterrupted: event(0, { index: u32, error: DispatchError }, "The call at `index` failed and ended the batch."),
    BatchCompleted: event(1, {}, "All calls succeeded."),
    BatchCompletedWithErrors: event(2, {}, "All calls were dispatched; some failed."),
    ItemCompleted: event(3, {}, "One call of a batch succeeded."),
    ItemFailed: event(4, { error: DispatchError }, "One call of a batch failed."),
  },
});
