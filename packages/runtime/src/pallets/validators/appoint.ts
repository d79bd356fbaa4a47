import type { Env } from "@pha/frame";
import { checkValidatorSet, errors } from "@pha/light-client";
import { withBonds } from "./bonds.ts";
import { type Appointment, validators } from "./spec.ts";

/**
 * Makes these the set that certifies from the next block on.
 *
 * @throws `Validators.BadValidatorSet`
 */
export function appoint(env: Env, appointed: readonly Appointment[]): void {
  const { state, emit } = env.of(validators);
  const { number } = env.block;
  const current = state.set.get();
  const isFirst = state.changedAt.get() !== number;
  const id = isFirst ? current.id + 1n : current.id;
  const set = { id, from: number + 1, addresses: appointed.map(({ address }) => address) };
  try {
    checkValidatorSet(set);
  } catch (error) {
    throw errors.BadValidatorSet.is(error) ? validators.errors.BadValidatorSet({}, error) : error;
  }
  const members = withBonds(env, appointed);
  const retired = state.sets.get(current.id);
  if (isFirst && retired) state.sets.put(current.id, { ...retired, to: number });
  state.sets.put(id, { from: set.from, to: undefined, validators: members });
  state.set.put(set);
  state.changedAt.put(number);
  emit.SetChanged({ id, addresses: set.addresses });
}
