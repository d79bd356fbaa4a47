import type { QueriesOf } from "../../pallet.ts";
import { feeParts, lengthFee, pricesIn, totalFee, weightFee } from "./fees.ts";
import type { transactionPayment } from "./spec.ts";

export const transactionPaymentQueries: QueriesOf<(typeof transactionPayment)["apis"]> = {
  TransactionPaymentApi: {
    query_info({ uxt }, { state, extrinsicOf, isOperational, weigh }) {
      const extrinsic = extrinsicOf(uxt);
      const { call, bytes } = extrinsic;
      const weight = weigh(call);
      return {
        weight,
        class: { type: isOperational(extrinsic, state) ? "Operational" : "Normal" },
        partial_fee: totalFee(feeParts(pricesIn(state), weight, bytes.length)),
      };
    },
    query_fee_details({ uxt }, { state, extrinsicOf, weigh }) {
      const { call, bytes, signed } = extrinsicOf(uxt);
      const { base, length, weight } = feeParts(pricesIn(state), weigh(call), bytes.length);
      const inclusion_fee = { base_fee: base, len_fee: length, adjusted_weight_fee: weight };
      return { inclusion_fee: signed && inclusion_fee, tip: signed?.extra.tip ?? 0n };
    },
    query_weight_to_fee: ({ weight }, { state }) => weightFee(pricesIn(state), weight),
    query_length_to_fee: ({ length }, { state }) => lengthFee(pricesIn(state), length),
  },
};
