import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { PHA } from "../balances/account-data.ts";
import { seizeHeld } from "../balances/holds.ts";
import { permillOf } from "../balances/parts.ts";
import { validators } from "./spec.ts";

/**
 * Takes a part of what an operator has put up, also where that is on its way back, and moves it.
 *
 * @param millionths - of the whole bond, whatever validators it is for
 * @returns what the receiver has got; 0 where there is less than a PHA to take
 */
export function slashBond(env: Env, operator: AccountId, millionths: number, to: AccountId): bigint {
  const { state, emit } = env.of(validators);
  const bond = state.bonds.get(operator);
  if (!bond) return 0n;
  const amount = permillOf(bond.amount, millionths);
  if (amount < PHA) return 0n;
  if (amount === bond.amount) state.bonds.remove(operator);
  else state.bonds.put(operator, { ...bond, amount: bond.amount - amount });
  emit.BondSlashed({ operator, amount });
  return seizeHeld(env, operator, validators.holdReasons.Bond, amount, to);
}
