import { storageKeys } from "@pha/frame";
import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { validators } from "../validators/spec.ts";
import { transactionPaymentQueries } from "./queries.ts";
import { transactionPayment } from "./spec.ts";

export const transactionPaymentPallet = joinPallet(transactionPayment, {
  uses: [balances, validators],
  queries: transactionPaymentQueries,
  touchedKeys: {
    block: () => [storageKeys(transactionPayment).figures.key()],
    extrinsic: () => [storageKeys(transactionPayment).figures.key()],
  },
});
