import { joinPallet } from "../../pallet.ts";
import { transactionPaymentQueries } from "./queries.ts";
import { transactionPayment } from "./spec.ts";

export const transactionPaymentPallet = joinPallet(transactionPayment, { queries: transactionPaymentQueries });
