import type { AccountId } from "@pha/codec";
import { anyOf, bySigned } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { bounties } from "../bounties/spec.ts";
import { rootOrHalf } from "../collective/origins.ts";
import { council } from "../council/spec.ts";
import { system } from "../system/spec.ts";
import { childBountiesCalls } from "./calls.ts";
import { childBountiesCarryOver } from "./carry-over.ts";
import { childBounties } from "./spec.ts";

export const childBountiesPallet = joinPallet(childBounties, {
  uses: [balances, bounties, system],
  calls: childBountiesCalls,
  origins: { unassigner: anyOf<AccountId | undefined>(rootOrHalf(council), bySigned) },
  units: { add_child_bounty: { bytes: ({ description }) => description.length } },
  carryOver: childBountiesCarryOver,
});
