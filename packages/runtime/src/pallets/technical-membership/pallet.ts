import { joinPallet } from "../../pallet.ts";
import { collectiveLimits } from "../collective/contract.ts";
import { rootOrHalf } from "../collective/origins.ts";
import { council } from "../council/spec.ts";
import { system } from "../system/spec.ts";
import { technicalCommittee } from "../technical-committee/spec.ts";
import { technicalMembershipCalls } from "./calls.ts";
import { technicalMembershipGenesis } from "./genesis.ts";
import { technicalMembership } from "./spec.ts";

/** From which somebody's votes may have to be taken. */
const motions = () => collectiveLimits.motions;

export const technicalMembershipPallet = joinPallet(technicalMembership, {
  uses: [system, technicalCommittee],
  calls: technicalMembershipCalls,
  units: {
    remove_member: { motions },
    swap_member: { motions },
    reset_members: { motions },
    change_key: { motions },
  },
  genesis: technicalMembershipGenesis,
  origins: { change: rootOrHalf(council) },
});
