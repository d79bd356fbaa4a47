import { implement } from "@pha/frame";
import { checkValidatorSet, errors } from "@pha/light-client";
import { leaseMs as lease, validators } from "./spec.ts";

export const validatorsCalls = implement(validators, {
  set_validators({ block, state, emit }, { validators: appointed }) {
    const current = state.set.get();
    const isFirst = state.changedAt.get() !== block.number;
    const id = isFirst ? current.id + 1n : current.id;
    const set = { id, from: block.number + 1, addresses: appointed.map(({ address }) => address) };
    try {
      checkValidatorSet(set);
    } catch (error) {
      throw errors.BadValidatorSet.is(error) ? validators.errors.BadValidatorSet({}, error) : error;
    }
    const retired = state.sets.get(current.id);
    if (isFirst && retired) state.sets.put(current.id, { ...retired, to: block.number });
    const members = appointed.map((appointment) => ({ ...appointment, bond: 0n }));
    state.sets.put(id, { from: set.from, to: undefined, validators: members });
    state.set.put(set);
    state.changedAt.put(block.number);
    emit.SetChanged({ id, addresses: set.addresses });
  },

  set_lease({ state, emit }, { leaseMs }) {
    if (leaseMs < lease.min || leaseMs > lease.max) throw validators.errors.BadLease(lease);
    state.leaseMs.put(leaseMs);
    emit.LeaseChanged({ leaseMs });
  },
});
