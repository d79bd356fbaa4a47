import { type AnyPallet, type Call, type CallSpec, outerEnums } from "@pha/frame";
import { attestation } from "./pallets/attestation/spec.ts";
import { balances } from "./pallets/balances/spec.ts";
import { clusters } from "./pallets/clusters/spec.ts";
import { contracts } from "./pallets/contracts/spec.ts";
import { gatekeepers } from "./pallets/gatekeepers/spec.ts";
import { messages } from "./pallets/messages/spec.ts";
import { sudo } from "./pallets/sudo/spec.ts";
import { system } from "./pallets/system/spec.ts";
import { timestamp } from "./pallets/timestamp/spec.ts";
import { transactionPayment } from "./pallets/transaction-payment/spec.ts";
import { utility } from "./pallets/utility/spec.ts";
import { validators } from "./pallets/validators/spec.ts";
import { references } from "./references.ts";

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

/** Any call of this runtime. What is written and read is only known once all pallets are. */
export const RuntimeCall = outer.call;

/** Any event of this runtime. */
export const RuntimeEvent = outer.event;

const byName = new Map<string, AnyPallet>(pallets.map((pallet) => [pallet.name, pallet]));

/** The declaration of a call that was decoded or made from JSON, so it exists. */
export const callSpecOf = (call: Call): CallSpec => byName.get(call.type)?.calls[call.value.type] as CallSpec;

/** Whether enclaves send this call, in a bare extrinsic. */
export const isBareCall = (call: Call): boolean => callSpecOf(call).origin === "enclave";
