import { AccountId, fixedBytes, u32 } from "@pha/codec";
import { call, definePallet, event, map } from "@pha/frame";

export const certificates = definePallet("Certificates", 12, {
  doc: "Certificates of client keys that accounts have taken back. The certificates themselves are on no ledger.",
  storage: {
    revocations: map(AccountId, u32, {
      initial: 0,
      doc: "How often the account has revoked: a certificate names the count at its making, and none below it is taken.",
    }),
  },
  calls: {
    revoke: call(0, "signed", {}, "Ends all certificates that the caller's account has signed so far."),
    revoke_evm: call(
      1,
      "signed",
      { address: fixedBytes(20), revocations: u32, signature: fixedBytes(65) },
      "Ends all certificates that the account of an EVM address has signed so far, for which its wallet signs a text (EIP-191): `r ‖ s ‖ v`, v = 0 or 1. The caller only pays.",
    ),
  },
  events: {
    Revoked: event(0, { account: AccountId, revocations: u32 }, "Certificates that name a lower count end."),
  },
  errors: {
    WrongCount: {
      index: 0,
      kind: "conflict",
      doc: "The account has revoked more or less often than the wallet's text says: each text ends certificates once.",
    },
    WrongSignature: {
      index: 1,
      kind: "forbidden",
      doc: "The address did not sign this revocation, with this count, for this network.",
    },
  },
});
