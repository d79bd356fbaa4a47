import { concat, decode, encode, type Hex, option, struct, u32, u128 } from "@pha/codec";
import { DispatchClass, Weight } from "@pha/frame";
import type { Ledger } from "../ledger/ledger.ts";
import { stateAt } from "./blocks.ts";
import { type Methods, method } from "./method.ts";
import { data, hash, optional } from "./params.ts";
import { askAboutExtrinsic } from "./runtime-call.ts";

const DispatchInfo = struct({ weight: Weight, class: DispatchClass, partial_fee: u128 });
const Fee = struct({ base_fee: u128, len_fee: u128, adjusted_weight_fee: u128 });
const FeeDetails = struct({ inclusion_fee: option(Fee), tip: u128 });

/** `payment_*`: what an extrinsic would cost. */
export function paymentMethods({ ledger }: { ledger: Ledger }): Methods {
  /** Runs a runtime API that takes an extrinsic and its length. */
  const ask = async (api: string, extrinsic: Uint8Array, at: Hex | undefined) => {
    const length = encode(u32, extrinsic.length);
    const call = async () =>
      (await stateAt(ledger, at)).call(`TransactionPaymentApi_${api}`, concat(extrinsic, length));
    return askAboutExtrinsic(call());
  };
  return {
    payment_queryInfo: method([data, optional(hash)], async (extrinsic, at) => {
      const { weight, class: kind, partial_fee } = decode(DispatchInfo, await ask("query_info", extrinsic, at));
      return {
        weight: { ref_time: Number(weight.ref_time), proof_size: Number(weight.proof_size) },
        class: kind.type.toLowerCase(),
        partialFee: partial_fee.toString(),
      };
    }),
    payment_queryFeeDetails: method([data, optional(hash)], async (extrinsic, at) => {
      const { inclusion_fee } = decode(FeeDetails, await ask("query_fee_details", extrinsic, at));
      if (inclusion_fee === undefined) return { inclusionFee: null };
      const { base_fee, len_fee, adjusted_weight_fee } = inclusion_fee;
      return {
        inclusionFee: { baseFee: hex(base_fee), lenFee: hex(len_fee), adjustedWeightFee: hex(adjusted_weight_fee) },
      };
    }),
  };
}

const hex = (value: bigint) => `0x${value.toString(16)}`;
