import { implement } from "@pha/frame";
import { certificates } from "./spec.ts";

export const certificatesCalls = implement(certificates, {
  revoke({ caller, state, emit }) {
    const revocations = state.revocations.get(caller) + 1;
    state.revocations.put(caller, revocations);
    emit.Revoked({ account: caller, revocations });
  },
});
