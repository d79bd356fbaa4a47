import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { lengthOfCall } from "../../references.ts";
import { balances } from "../balances/spec.ts";
import { multisigCalls } from "./calls.ts";
import { multisig } from "./spec.ts";

export const multisigPallet = joinPallet(multisig, {
  uses: [balances],
  calls: multisigCalls,
  units: {
    as_multi_threshold_1: { signatories: ({ other_signatories }) => other_signatories.length },
    as_multi: {
      signatories: ({ other_signatories }) => other_signatories.length,
      bytes: ({ call }) => lengthOfCall(call),
    },
    approve_as_multi: { signatories: ({ other_signatories }) => other_signatories.length },
    cancel_as_multi: { signatories: ({ other_signatories }) => other_signatories.length },
  },
  // Timepoints are of the network that ends.
  carryOver: carry(multisig, { multisigs: "ends" }),
});
