import { storageKeys } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { attestation } from "../attestation/spec.ts";
import { balances } from "../balances/spec.ts";
import { leaseLimits } from "../leases/limits.ts";
import { leases } from "../leases/spec.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { timestamp } from "../timestamp/spec.ts";
import { computationCalls } from "./calls.ts";
import { computationCarryOver } from "./carry-over.ts";
import { computationGenesis } from "./genesis.ts";
import { computationHooks } from "./hooks.ts";
import { judgeBenchmark, judgeHeartbeat } from "./judges.ts";
import { computation } from "./spec.ts";

export const computationPallet = joinPallet(computation, {
  uses: [attestation, balances, leases, stakePools, timestamp],
  calls: computationCalls,
  units: { heartbeat: { leases: () => leaseLimits.leases } },
  enclaves: { role: "Miner", judges: { heartbeat: judgeHeartbeat, report_benchmark: judgeBenchmark } },
  hooks: computationHooks,
  genesis: computationGenesis,
  carryOver: computationCarryOver,
  touchedKeys: {
    block: () => [storageKeys(computation).open.key()],
  },
});
