import type { Hex } from "@pha/codec";
import { storageKeys } from "@pha/frame";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { balances } from "../balances/spec.ts";
import { clusters, maxMembers } from "../clusters/spec.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { messages } from "../messages/spec.ts";
import { parameters } from "../parameters/spec.ts";
import { system } from "../system/spec.ts";
import { contractsCalls } from "./calls.ts";
import { partsOf } from "./effect.ts";
import { judgeKey, judgeReports, judgeRun } from "./judges.ts";
import { maxSteps, readLimits } from "./limits.ts";
import { contracts } from "./spec.ts";

export const contractsPallet = joinPallet(contracts, {
  uses: [attestation, balances, clusters, gatekeepers, messages, parameters, system],
  calls: contractsCalls,
  enclaves: { role: "Miner", judges: { publish_key: judgeKey, report: judgeReports, task_ran: judgeRun } },
  units: {
    upload_code: { bytes: ({ code }) => code.length },
    instantiate: { bytes: ({ args }) => args.length, members: () => maxMembers },
    instantiate_with_policy: { bytes: ({ args }) => args.length, members: () => maxMembers },
    push_command: {
      bytes: ({ ciphertext }) => ciphertext.length,
      reads: ({ reads }) => reads.length,
      brings: ({ value }) => (value === 0n ? 0 : 1),
      values: ({ reads }) => (reads.length === 0 ? 0 : readLimits.values),
    },
    task_ran: { bytes: ({ outcome }) => (outcome.type === "Said" ? outcome.value.ciphertext.length : 0) },
    report: {
      reports: ({ reports }) => reports.length,
      strays: ({ reports }) => reports.length,
      steps: () => maxSteps,
      effects: ({ reports }) => reports.reduce((sum, { effects }) => sum + (effects ? partsOf(effects) : 0), 0),
    },
  },
  // The keys of contracts belong to gatekeepers that end; code is public and stays. So does what commands brought, for
  // their senders to take back.
  carryOver: carry(contracts, {
    list: "ends",
    contracts: "ends",
    keyVotes: "ends",
    stateVotes: "ends",
    ahead: "ends",
    room: "ends",
    stateKib: "ends",
    tasks: "ends",
    missed: "ends",
    epochEnds: "ends",
    pastCode: "ends",
  }),
  touchedKeys: {
    extrinsic({ call }) {
      const { contract } = call.value.value as { readonly contract?: Hex };
      return call.type === contracts.name && contract ? [storageKeys(contracts).contracts.key(contract)] : [];
    },
  },
});
