import type { Hex } from "@pha/codec";
import { concat, decode, encode, u32 } from "@pha/codec";
import { FeeDetails, RuntimeDispatchInfo } from "@pha/runtime";
import type { Ledger } from "../ledger.ts";
import { stateAt } from "./blocks.ts";
import { unframe } from "./extrinsic.ts";
import { type Methods, method } from "./method.ts";
import { data, hash, optional } from "./params.ts";

/** `payment_*`: what an extrinsic would cost. */
export function paymentMethods({ ledger }: { ledger: Ledger }): Methods {
  /** Runs a runtime API that takes an extrinsic and its length. */
  const ask = async (api: string, framed: Uint8Array, at: Hex | undefined) => {
    unframe(framed);
    const length = encode(u32, framed.length);
    return (await stateAt(ledger, at)).call(`TransactionPaymentApi_${api}`, concat(framed, length));
  };
  return {
    payment_queryInfo: method([data, optional(hash)], async (framed, at) => {
      const { weight, class: kind, partial_fee } = decode(RuntimeDispatchInfo, await ask("query_info", framed, at));
      return {
        weight: { ref_time: Number(weight.ref_time), proof_size: Number(weight.proof_size) },
        class: kind.type.toLowerCase(),
        partialFee: partial_fee.toString(),
      };
    }),
    payment_queryFeeDetails: method([data, optional(hash)], async (framed, at) => {
      const { inclusion_fee } = decode(FeeDetails, await ask("query_fee_details", framed, at));
      if (inclusion_fee === undefined) return { inclusionFee: null };
      const { base_fee, len_fee, adjusted_weight_fee } = inclusion_fee;
      return {
        inclusionFee: { baseFee: hex(base_fee), lenFee: hex(len_fee), adjustedWeightFee: hex(adjusted_weight_fee) },
      };
    }),
  };
}

const hex = (value: bigint) => `0x${value.toString(16)}`;
