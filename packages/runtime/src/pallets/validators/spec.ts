import { AccountId, fixedBytes, u32, u64, vec } from "@pha/codec";
import { call, definePallet, event, value } from "@pha/frame";
import { ValidatorSet } from "@pha/light-client";

const addresses = vec(fixedBytes(20), { max: 256 });

export const validators = definePallet("Validators", 6, {
  doc: "Who finalizes blocks and who may author them.",
  storage: {
    set: value(ValidatorSet, { initial: { id: 0n, addresses: [] }, doc: "The set that certifies the next block." }),
    changedAt: value(u32, { initial: 0, doc: "Block that last changed the set." }),
    authors: value(vec(fixedBytes(32), { max: 16 }), { initial: [], doc: "Ed25519 keys that may seal blocks." }),
    beneficiary: value(AccountId, { doc: "Account that receives the author's share of fees." }),
  },
  calls: {
    set_validators: call(0, "root", { addresses }, "Names the set that certifies blocks from the next one on.", {
      operational: true,
    }),
  },
  events: {
    SetChanged: event(0, { id: u64, addresses }, "Another set certifies from the next block on."),
  },
  errors: {
    BadValidatorSet: { index: 0, kind: "invalid", doc: "A validator set has 1 to 256 distinct addresses." },
  },
});
