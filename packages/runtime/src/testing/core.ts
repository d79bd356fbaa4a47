import type { Pallet } from "../pallet.ts";
import { attestationPallet } from "../pallets/attestation/pallet.ts";
import { balancesPallet } from "../pallets/balances/pallet.ts";
import { messagesPallet } from "../pallets/messages/pallet.ts";
import { sudoPallet } from "../pallets/sudo/pallet.ts";
import { systemPallet } from "../pallets/system/pallet.ts";
import { timestampPallet } from "../pallets/timestamp/pallet.ts";
import { transactionPaymentPallet } from "../pallets/transaction-payment/pallet.ts";
import { utilityPallet } from "../pallets/utility/pallet.ts";
import { validatorsPallet } from "../pallets/validators/pallet.ts";

/** Pallets of every runtime: the executive itself reads and writes them, or their calls carry others. */
export const corePallets: readonly Pallet[] = [
  systemPallet,
  timestampPallet,
  balancesPallet,
  transactionPaymentPallet,
  utilityPallet,
  sudoPallet,
  validatorsPallet,
  messagesPallet,
  attestationPallet,
];
