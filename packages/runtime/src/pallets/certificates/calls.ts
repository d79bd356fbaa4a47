import { type AccountId, utf8 } from "@pha/codec";
import { evmAccountOf, personalDigest, recoverEthAddress } from "@pha/crypto";
import { type CallContext, implement } from "@pha/frame";
import { revocationText } from "./revocation.ts";
import { certificates } from "./spec.ts";

const { errors } = certificates;

export const certificatesCalls = implement(certificates, {
  revoke(context) {
    countRevocation(context, context.caller);
  },

  revoke_evm(context, { address, revocations, signature }) {
    const { block, state } = context;
    const account = evmAccountOf(address);
    if (revocations !== state.revocations.get(account)) throw errors.WrongCount();
    const digest = personalDigest(utf8(revocationText(block.genesisHash, revocations)));
    if (recoverEthAddress(digest, signature) !== address) throw errors.WrongSignature();
    countRevocation(context, account);
  },
});

function countRevocation({ state, emit }: CallContext<typeof certificates, "signed">, account: AccountId): void {
  const revocations = state.revocations.get(account) + 1;
  state.revocations.put(account, revocations);
  emit.Revoked({ account, revocations });
}
