import { bySigned, type Ensure, implement, readState, resultOf, root, signed } from "@pha/frame";
import { lookup } from "../system/lookup.ts";
import { sudo } from "./spec.ts";

export const sudoCalls = implement(sudo, {
  sudo({ dispatch, emit }, { call }) {
    emit.Sudid({ sudo_result: resultOf(dispatch(call, root)) });
  },

  sudo_as({ dispatch, emit }, { who, call }) {
    emit.SudoAsDone({ sudo_result: resultOf(dispatch(call, signed(lookup(who)))) });
  },
});

/**
 * The account that has root's authority.
 *
 * @throws `Sudo.RequireSudo`, `frame.BadOrigin`
 */
export const byKey: Ensure<undefined> = (caller, state) => {
  if (bySigned(caller, state) !== readState(sudo, state).key.get()) throw sudo.errors.RequireSudo();
  return undefined;
};
