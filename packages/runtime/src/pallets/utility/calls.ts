import { type Call, implement, type Outcome, resultOf, root, signed } from "@pha/frame";
import { derivativeAccount } from "./account.ts";
import { utility } from "./spec.ts";

export const utilityCalls = implement(utility, {
  batch({ origin, dispatch, emit }, { calls }) {
    for (const [index, call] of calls.entries()) {
      const outcome = dispatch(call, origin);
      if (!outcome.ok) return emit.BatchInterrupted({ index, error: outcome.error });
      emit.ItemCompleted({});
    }
    emit.BatchCompleted({});
  },

  as_derivative({ caller, dispatch }, { index, call }) {
    orThrow(dispatch(call, signed(derivativeAccount(caller, index))));
  },

  batch_all({ origin, dispatch, emit }, { calls }) {
    for (const call of calls) {
      orThrow(dispatch(call, origin));
      emit.ItemCompleted({});
    }
    emit.BatchCompleted({});
  },

  dispatch_as({ dispatch, emit }, { as_origin, call }) {
    emit.DispatchedAs({ result: resultOf(dispatch(call, { caller: as_origin, filters: [] })) });
  },

  force_batch({ origin, dispatch, emit }, { calls }) {
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

  with_weight({ dispatch }, { call }) {
    orThrow(dispatch(call, root));
  },
});

/** The error of an inner call is the batch's own. */
function orThrow(outcome: Outcome): void {
  if (!outcome.ok) throw outcome.cause;
}
