import type { Implementation } from "@pha/frame";
import type { Host } from "./host.ts";
import { attestationCalls } from "./pallets/attestation/calls.ts";
import { balancesCalls } from "./pallets/balances/calls.ts";
import { clustersCalls } from "./pallets/clusters/calls.ts";
import { contractsCalls } from "./pallets/contracts/calls.ts";
import { gatekeepersCalls } from "./pallets/gatekeepers/calls.ts";
import { sudoCalls } from "./pallets/sudo/calls.ts";
import { systemCalls } from "./pallets/system/calls.ts";
import { utilityCalls } from "./pallets/utility/calls.ts";
import { validatorsCalls } from "./pallets/validators/calls.ts";

const all = (host: Pick<Host, "inspect">) => [
  systemCalls(host),
  balancesCalls,
  utilityCalls,
  sudoCalls,
  validatorsCalls,
  attestationCalls,
  gatekeepersCalls,
  clustersCalls,
  contractsCalls,
];

/** The code of all pallets that have calls or hooks, by pallet name. */
export type Implementations = ReadonlyMap<string, Implementation>;

/** The pallets' code, over a host. */
export const implementationsOn = (host: Pick<Host, "inspect">): Implementations =>
  new Map(all(host).map((implementation) => [implementation.pallet.name, implementation]));
