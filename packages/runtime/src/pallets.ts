import { type AnyPallet, outerEnums } from "@pha/frame";
import { attestation } from "./attestation/spec.ts";
import { balances } from "./balances/spec.ts";
import { clusters } from "./clusters/spec.ts";
import { contracts } from "./contracts/spec.ts";
import { gatekeepers } from "./gatekeepers/spec.ts";
import { messages } from "./messages/spec.ts";
import { references } from "./references.ts";
import { sudo } from "./sudo/spec.ts";
import { system } from "./system/spec.ts";
import { timestamp } from "./timestamp/spec.ts";
import { transactionPayment } from "./transaction-payment/spec.ts";
import { utility } from "./utility/spec.ts";
import { validators } from "./validators/spec.ts";

/** All pallets, in the order of their indices. */
export const pallets: readonly AnyPallet[] = [
  system,
  timestamp,
  balances,
  transactionPayment,
  utility,
  sudo,
  validators,
  messages,
  attestation,
  gatekeepers,
  clusters,
  contracts,
];

/** `RuntimeCall`, `RuntimeEvent`, `RuntimeError`. */
export const outer = outerEnums("pha_runtime", pallets, references);
