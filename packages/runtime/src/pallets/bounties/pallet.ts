import type { AccountId } from "@pha/codec";
import { anyOf, bySigned } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { bySpender, rootOrHalf } from "../collective/origins.ts";
import { council } from "../council/spec.ts";
import { parameters } from "../parameters/spec.ts";
import { system } from "../system/spec.ts";
import { bountiesCalls } from "./calls.ts";
import { bountiesCarryOver } from "./carry-over.ts";
import { bountiesGenesis } from "./genesis.ts";
import { bounties } from "./spec.ts";

export const bountiesPallet = joinPallet(bounties, {
  uses: [balances, parameters, system],
  calls: bountiesCalls,
  genesis: bountiesGenesis,
  origins: {
    spender: bySpender(council),
    rejecter: rootOrHalf(council),
    unassigner: anyOf<AccountId | undefined>(rootOrHalf(council), bySigned),
  },
  units: { propose_bounty: { bytes: ({ description }) => description.length } },
  carryOver: bountiesCarryOver,
});
