import { encode } from "@pha/codec";
import { storageKeys } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { balances } from "../balances/spec.ts";
import { rootOrHalf } from "../collective/origins.ts";
import { computation } from "../computation/spec.ts";
import { contracts } from "../contracts/spec.ts";
import { council } from "../council/spec.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { system } from "../system/spec.ts";
import { timestamp } from "../timestamp/spec.ts";
import { validators } from "../validators/spec.ts";
import { offencesCalls } from "./calls.ts";
import { offencesCarryOver } from "./carry-over.ts";
import { offencesHooks } from "./hooks.ts";
import { offences } from "./spec.ts";
import { Statement } from "./statement.ts";

/** Reports are as long as they are; all else that may be signed is short. */
const bytesOf = (statement: Statement): number =>
  statement.type === "Reports" ? encode(Statement, statement).length : 0;

export const offencesPallet = joinPallet(offences, {
  uses: [attestation, balances, computation, contracts, stakePools, system, timestamp, validators],
  calls: offencesCalls,
  units: { report_contradiction: { bytes: ({ first, second }) => bytesOf(first) + bytesOf(second) } },
  hooks: offencesHooks,
  origins: { canceller: rootOrHalf(council) },
  carryOver: offencesCarryOver,
  touchedKeys: { block: () => [storageKeys(offences).counts.key()] },
});
