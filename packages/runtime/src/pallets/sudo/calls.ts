import type { TypeOf } from "@pha/codec";
import { type DispatchResult, implement, type Outcome, root, signed } from "@pha/frame";
import { lookup } from "../system/lookup.ts";
import { sudo } from "./spec.ts";

export const sudoCalls = implement(sudo, {
  sudo({ caller, state, dispatch, emit }, { call }) {
    if (state.key.get() !== caller) throw sudo.errors.RequireSudo();
    emit.Sudid({ sudo_result: resultOf(dispatch(call, root)) });
  },

  sudo_as({ caller, state, dispatch, emit }, { who, call }) {
    if (state.key.get() !== caller) throw sudo.errors.RequireSudo();
    emit.SudoAsDone({ sudo_result: resultOf(dispatch(call, signed(lookup(who)))) });
  },
});

const resultOf = (outcome: Outcome): TypeOf<typeof DispatchResult> =>
  outcome.ok ? { type: "Ok", value: undefined } : { type: "Err", value: outcome.error };
