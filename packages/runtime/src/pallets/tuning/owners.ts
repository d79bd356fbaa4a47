import { bounties } from "../bounties/spec.ts";
import { computation } from "../computation/spec.ts";
import { contracts } from "../contracts/spec.ts";
import { democracy } from "../democracy/spec.ts";
import { elections } from "../elections/spec.ts";
import { gatekeeperElection } from "../gatekeeper-election/spec.ts";
import { offences } from "../offences/spec.ts";
import { preimage } from "../preimage/spec.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { tips } from "../tips/spec.ts";
import { transactionPayment } from "../transaction-payment/spec.ts";
import { treasury } from "../treasury/spec.ts";
import { validators } from "../validators/spec.ts";

/** The pallets in whose `figures` registered ones lie, as pallets say what their code uses. */
export const owners = [
  transactionPayment,
  validators,
  contracts,
  preimage,
  democracy,
  treasury,
  bounties,
  tips,
  elections,
  computation,
  stakePools,
  offences,
  gatekeeperElection,
] as const;
