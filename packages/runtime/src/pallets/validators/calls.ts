import { implement } from "@pha/frame";
import { checkValidatorSet, errors } from "@pha/light-client";
import { validators } from "./spec.ts";

export const validatorsCalls = implement(validators, {
  set_validators({ block, state, emit }, { addresses }) {
    const current = state.set.get();
    const isFirst = state.changedAt.get() !== block.number;
    const set = { id: isFirst ? current.id + 1n : current.id, addresses };
    try {
      checkValidatorSet(set);
    } catch (error) {
      throw errors.BadValidatorSet.is(error) ? validators.errors.BadValidatorSet({}, error) : error;
    }
    state.set.put(set);
    state.changedAt.put(block.number);
    emit.SetChanged(set);
  },
});
