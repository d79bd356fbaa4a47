import { storageKeys } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { council } from "../council/spec.ts";
import { parameters } from "../parameters/spec.ts";
import { system } from "../system/spec.ts";
import { electionsCalls } from "./calls.ts";
import { electionsGenesis } from "./genesis.ts";
import { electionsHooks } from "./hooks.ts";
import { electionLimits } from "./limits.ts";
import { elections } from "./spec.ts";

export const electionsPallet = joinPallet(elections, {
  uses: [balances, council, parameters, system],
  calls: electionsCalls,
  hooks: electionsHooks,
  genesis: electionsGenesis,
  units: {
    remove_member: { voters: () => 1_000 },
    clean_defunct_voters: { voters: ({ num_voters }) => Math.min(num_voters, electionLimits.voters) },
  },
  touchedKeys: { block: () => [storageKeys(elections).figures.key()] },
});
