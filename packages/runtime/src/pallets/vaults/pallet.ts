import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { noticeGoesOn } from "../stake-pools/carry-over.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { vaultsCalls } from "./calls.ts";
import { vaults } from "./spec.ts";

export const vaultsPallet = joinPallet(vaults, {
  uses: [balances, stakePools],
  calls: vaultsCalls,
  carryOver: carry(vaults, { batches: noticeGoesOn, shareLocks: "ends" }),
});
