import { option, struct, u128 } from "@pha/codec";
import { DispatchClass, Weight } from "@pha/frame";

const payment = (name: string) => ({ path: ["pallet_transaction_payment", "types", name] });

export const RuntimeDispatchInfo = struct(
  { weight: Weight, class: DispatchClass, partial_fee: u128 },
  payment("RuntimeDispatchInfo"),
);

const InclusionFee = struct({ base_fee: u128, len_fee: u128, adjusted_weight_fee: u128 }, payment("InclusionFee"));

export const FeeDetails = struct({ inclusion_fee: option(InclusionFee), tip: u128 }, payment("FeeDetails"));
