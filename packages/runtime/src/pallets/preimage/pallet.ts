import type { AccountId } from "@pha/codec";
import { anyOf, byRoot, bySigned } from "@pha/frame";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { preimageCalls } from "./calls.ts";
import { preimage } from "./spec.ts";

export const preimagePallet = joinPallet(preimage, {
  uses: [balances],
  calls: preimageCalls,
  units: { note_preimage: { bytes: ({ bytes }) => bytes.length } },
  origins: { noter: anyOf<AccountId | undefined>(byRoot, bySigned), manager: byRoot },
  // What requests them counts in blocks of the network that ends.
  carryOver: carry(preimage, { requestStatusFor: "ends", preimageFor: "ends" }),
});
