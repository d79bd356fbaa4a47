import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import { type Appointment, type SetRecord, validators } from "./spec.ts";

const { errors } = validators;

/** The set in office, with its operators. */
export function recordInOffice(env: Pick<Env, "of">): SetRecord["validators"] {
  const { set, sets } = env.of(validators).state;
  return sets.get(set.get().id)?.validators ?? [];
}

/** @throws `Validators.InOffice` where an account answers for a validator of the set */
export function expectOutOfOffice(env: Env, operator: AccountId): void {
  const inOffice = recordInOffice(env).filter((validator) => validator.operator === operator).length;
  if (inOffice > 0) throw errors.InOffice({ validators: inOffice });
}

/** What an operator has put up and not taken away. */
function bondOf(env: Env, operator: AccountId): bigint {
  const bond = env.of(validators).state.bonds.get(operator);
  return bond && bond.leaving === undefined ? bond.amount : 0n;
}

/** @throws `Validators.TooLittleBond` where an operator has put up less than is asked for as many validators */
export function expectBonds(env: Env, appointed: readonly Appointment[]): void {
  const { leastBond } = env.of(validators).state.figures.get();
  const counts = new Map<AccountId, number>();
  for (const { operator } of appointed) counts.set(operator, (counts.get(operator) ?? 0) + 1);
  for (const [operator, count] of counts) {
    const [bond, least] = [bondOf(env, operator), leastBond * BigInt(count)];
    if (bond < least) throw errors.TooLittleBond({ operator, bond, least });
  }
}

/** Appointments with what answers for them: an operator's whole bond, for each of its validators. */
export const withBonds = (env: Env, appointed: readonly Appointment[]): SetRecord["validators"] =>
  appointed.map((appointment) => ({ ...appointment, bond: bondOf(env, appointment.operator) }));
