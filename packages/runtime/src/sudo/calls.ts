import { implement, root } from "@pha/frame";
import { sudo } from "./spec.ts";

export const sudoCalls = implement(sudo, {
  sudo({ caller, state, dispatch, emit }, { call }) {
    if (state.key.get() !== caller) throw sudo.errors.RequireSudo();
    const outcome = dispatch(call, root);
    emit.Sudid({ sudo_result: outcome.ok ? { type: "Ok", value: undefined } : { type: "Err", value: outcome.error } });
  },
});
