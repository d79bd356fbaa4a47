import { AccountId, u32 } from "@pha/codec";
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
  },
  events: {
    Revoked: event(0, { account: AccountId, revocations: u32 }, "Certificates that name a lower count end."),
  },
});
