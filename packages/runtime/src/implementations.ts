import type { Implementation } from "@pha/frame";
import { attestationCalls } from "./attestation/calls.ts";
import { balancesCalls } from "./balances/calls.ts";
import { clustersCalls } from "./clusters/calls.ts";
import { contractsCalls } from "./contracts/calls.ts";
import { gatekeepersCalls } from "./gatekeepers/calls.ts";
import type { Host } from "./host.ts";
import { sudoCalls } from "./sudo/calls.ts";
import { systemCalls } from "./system/calls.ts";
import { utilityCalls } from "./utility/calls.ts";
import { validatorsCalls } from "./validators/calls.ts";

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
