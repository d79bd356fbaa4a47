import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { rootOrHalf } from "../collective/origins.ts";
import { council } from "../council/spec.ts";
import { system } from "../system/spec.ts";
import { anySubs, identityCalls } from "./calls.ts";
import { identityCarryOver } from "./carry-over.ts";
import { identity } from "./spec.ts";

export const identityPallet = joinPallet(identity, {
  uses: [balances, system],
  calls: identityCalls,
  carryOver: identityCarryOver,
  origins: { registrar: rootOrHalf(council), force: rootOrHalf(council), authority: rootOrHalf(council) },
  units: {
    set_identity: { fields: ({ info }) => info.additional.length },
    set_subs: { subs: ({ subs }) => subs.length, old: anySubs },
    clear_identity: { subs: anySubs },
    kill_identity: { subs: anySubs },
  },
});
