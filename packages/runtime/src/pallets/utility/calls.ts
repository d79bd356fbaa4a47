import { type Call, errors, implement, type Origin, type Outcome } from "@pha/frame";
import { utility } from "./spec.ts";

/** @throws `frame.BadOrigin` unless an account or root dispatches. */
function checkOrigin(origin: Origin): void {
  if (origin.type !== "Signed" && origin.type !== "Root") throw errors.BadOrigin({ given: origin.type });
}

export const utilityCalls = implement(utility, {
  batch({ origin, dispatch, emit }, { calls }) {
    checkOrigin(origin);
    for (const [index, call] of calls.entries()) {
      const outcome = dispatch(call, origin);
      if (!outcome.ok) return emit.BatchInterrupted({ index, error: outcome.error });
      emit.ItemCompleted({});
    }
    emit.BatchCompleted({});
  },

  batch_all({ origin, dispatch, emit }, { calls }) {
    checkOrigin(origin);
    for (const call of calls) {
      orThrow(dispatch(call, origin));
      emit.ItemCompleted({});
    }
    emit.BatchCompleted({});
  },

  force_batch({ origin, dispatch, emit }, { calls }) {
    checkOrigin(origin);
    let failed = false;
    for (const call of calls as readonly Call[]) {
      const outcome = dispatch(call, origin);
      if (outcome.ok) emit.ItemCompleted({});
      else {
        failed = true;
        emit.ItemFailed({ error: outcome.error });
      }
    }
    if (failed) emit.BatchCompletedWithErrors({});
    else emit.BatchCompleted({});
  },
});

/** The error of an inner call is the batch's own. */
function orThrow(outcome: Outcome): void {
  if (!outcome.ok) throw outcome.cause;
}
