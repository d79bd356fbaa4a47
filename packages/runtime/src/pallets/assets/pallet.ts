import type { AccountId } from "@pha/codec";
import { anyOf, byRoot, bySigned } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { system } from "../system/spec.ts";
import { assetsCalls } from "./calls.ts";
import { assets, removedAtOnce } from "./spec.ts";

export const assetsPallet = joinPallet(assets, {
  uses: [balances, system],
  calls: assetsCalls,
  origins: { force: byRoot, owner: anyOf<AccountId | undefined>(byRoot, bySigned) },
  units: {
    destroy_accounts: { accounts: () => removedAtOnce },
    destroy_approvals: { approvals: () => removedAtOnce },
  },
});
