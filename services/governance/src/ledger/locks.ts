import type { AccountId } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { heldFor, lockReasons, system } from "@pha/runtime/spec";
import { boundFrom } from "../rules/bound.ts";

/** What of an account's balance is locked or on hold, by what and until when. */
export function locksOf(state: StateView, who: AccountId, now: number) {
  const { free, reserved, frozen } = readState(system, state).account.get(who).data;
  const reasons = lockReasons(state, who, now);
  return { free, reserved, locked: frozen, reasons, bound: boundFrom(reasons, now), holds: heldFor(state, who) };
}
