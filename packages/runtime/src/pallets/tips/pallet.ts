import type { AccountId } from "@pha/codec";
import { bySigned, type Ensure, errors, readState } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { rootOrHalf } from "../collective/origins.ts";
import { council } from "../council/spec.ts";
import { parameters } from "../parameters/spec.ts";
import { system } from "../system/spec.ts";
import { tipsCalls } from "./calls.ts";
import { tipsCarryOver } from "./carry-over.ts";
import { tipsGenesis } from "./genesis.ts";
import { tips } from "./spec.ts";

/** A member of the council, by its own signature. */
const byTipper: Ensure<AccountId> = (caller, state) => {
  const who = bySigned(caller, state);
  if (!readState(council, state).members.get().includes(who))
    throw errors.BadOrigin({ accepts: "Council's members", given: who });
  return who;
};

export const tipsPallet = joinPallet(tips, {
  uses: [balances, council, parameters, system],
  calls: tipsCalls,
  origins: { tipper: byTipper, rejecter: rootOrHalf(council) },
  genesis: tipsGenesis,
  units: {
    report_awesome: { bytes: ({ reason }) => reason.length },
    tip_new: { bytes: ({ reason }) => reason.length },
  },
  carryOver: tipsCarryOver,
});
