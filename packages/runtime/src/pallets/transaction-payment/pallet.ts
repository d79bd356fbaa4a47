import { joinPallet } from "../../pallet.ts";
import { balances } from "../balances/spec.ts";
import { validators } from "../validators/spec.ts";
import { transactionPaymentQueries } from "./queries.ts";
import { transactionPayment } from "./spec.ts";

export const transactionPaymentPallet = joinPallet(transactionPayment, {
  uses: [balances, validators],
  queries: transactionPaymentQueries,
});
