import { AccountId, u32, u128 } from "@pha/codec";
import { constant, definePallet, event, method, Weight } from "@pha/frame";
import { UncheckedExtrinsic } from "../../extrinsic/unchecked.ts";
import { Balance, PHA } from "../balances/account-data.ts";
import { FeeDetails, RuntimeDispatchInfo } from "./types.ts";

/** Fee = base + per byte of extrinsic + per unit of computation + per byte of proof, in plancks. */
export const prices = {
  base: PHA / 1_000n,
  perByte: PHA / 1_000_000n,
  /** For 10⁶ picoseconds. */
  perMegaTime: PHA / 1_000_000n,
  perProofByte: PHA / 100_000_000n,
} as const;

export const transactionPayment = definePallet("TransactionPayment", 3, {
  doc: "What extrinsics cost: four fifths go to the treasury, one fifth and the tip to the author.",
  events: {
    TransactionFeePaid: event(
      0,
      { who: AccountId, actual_fee: Balance, tip: Balance },
      "A fee was paid, of which `tip` went to the author.",
    ),
  },
  constants: {
    BaseFee: constant(Balance, prices.base, "Fee of every extrinsic."),
    ByteFee: constant(Balance, prices.perByte, "Fee of one byte of extrinsic."),
    TimeFee: constant(Balance, prices.perMegaTime, "Fee of 10⁶ picoseconds of computation."),
    ProofFee: constant(Balance, prices.perProofByte, "Fee of one byte of state proof."),
  },
  apis: {
    TransactionPaymentApi: {
      id: "0x37c8bb1350a9a2a8",
      version: 4,
      doc: "Fees.",
      methods: {
        query_info: method(
          { uxt: UncheckedExtrinsic, len: u32 },
          RuntimeDispatchInfo,
          "Weight and fee of an extrinsic.",
        ),
        query_fee_details: method({ uxt: UncheckedExtrinsic, len: u32 }, FeeDetails, "What the fee is made of."),
        query_weight_to_fee: method({ weight: Weight }, u128, "The part of a fee that a weight costs."),
        query_length_to_fee: method({ length: u32 }, u128, "The part of a fee that a length costs."),
      },
    },
  },
});
