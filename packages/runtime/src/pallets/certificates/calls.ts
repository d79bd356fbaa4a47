import type { AccountId } from "@pha/codec";
import { evmAccountOf } from "@pha/crypto";
import { type CallContext, implement } from "@pha/frame";
import { isSignedRevocation } from "./revocation.ts";
import { certificates } from "./spec.ts";

const { errors } = certificates;

export const certificatesCalls = implement(certificates, {
  revoke(context) {
    countRevocation(context, context.caller);
  },

  revoke_evm(context, signed) {
    const { block, state } = context;
    const account = evmAccountOf(signed.address);
    const revocations = state.revocations.get(account);
    if (signed.revocations !== revocations) throw errors.WrongCount({ given: signed.revocations, revocations });
    if (!isSignedRevocation(block.genesisHash, signed)) throw errors.WrongSignature();
    countRevocation(context, account);
  },
});

function countRevocation({ state, emit }: CallContext<typeof certificates, "signed">, account: AccountId): void {
  const revocations = state.revocations.get(account) + 1;
  state.revocations.put(account, revocations);
  emit.Revoked({ account, revocations });
}
