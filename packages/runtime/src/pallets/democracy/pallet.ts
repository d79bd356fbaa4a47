import { storageKeys } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { council } from "../council/spec.ts";
import { parameters } from "../parameters/spec.ts";
import { preimage } from "../preimage/spec.ts";
import { scheduler } from "../scheduler/spec.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { system } from "../system/spec.ts";
import { technicalCommittee } from "../technical-committee/spec.ts";
import { vaults } from "../vaults/spec.ts";
import { democracyCalls } from "./calls.ts";
import { democracyCarryOver } from "./carry-over.ts";
import { democracyGenesis } from "./genesis.ts";
import { democracyHooks } from "./hooks.ts";
import { mostReads } from "./most-reads.ts";
import { democracyOrigins } from "./origins.ts";
import { democracy } from "./spec.ts";
import { democracyLimits } from "./types.ts";

const { votes, deposits } = democracyLimits;

export const democracyPallet = joinPallet(democracy, {
  uses: [balances, council, parameters, preimage, scheduler, stakePools, system, technicalCommittee, vaults],
  calls: democracyCalls,
  hooks: democracyHooks,
  genesis: democracyGenesis,
  origins: democracyOrigins,
  units: {
    vote: { reads: () => mostReads },
    // An account that delegated before takes that back, too.
    delegate: { votes: () => 2 * votes, reads: () => mostReads },
    undelegate: { votes: () => votes },
    unlock: { reads: () => mostReads },
    blacklist: { deposits: () => deposits },
    cancel_proposal: { deposits: () => deposits },
    release_deposits: { deposits: () => deposits },
  },
  carryOver: democracyCarryOver,
  touchedKeys: { block: () => [storageKeys(democracy).due.key()] },
});
