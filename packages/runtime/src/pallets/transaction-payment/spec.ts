import { AccountId, u32, u128 } from "@pha/codec";
import { definePallet, event, method, value, Weight } from "@pha/frame";
import { UncheckedExtrinsic } from "../../extrinsic/unchecked.ts";
import { Balance } from "../balances/account-data.ts";
import { ownConstants } from "../parameters/own-constants.ts";
import { Figures, usualFigures } from "./figures.ts";
import { FeeDetails, RuntimeDispatchInfo } from "./types.ts";

const own = ownConstants("TransactionPayment", Figures, usualFigures);

export const transactionPayment = definePallet("TransactionPayment", 3, {
  doc: "What extrinsics cost: four fifths go to the treasury, one fifth and the tip to the author.",
  storage: {
    figures: value(Figures, { initial: usualFigures, doc: "What extrinsics cost, in plancks." }),
  },
  events: {
    TransactionFeePaid: event(
      0,
      { who: AccountId, actual_fee: Balance, tip: Balance },
      "A fee was paid, of which `tip` went to the author.",
    ),
  },
  constants: {
    BaseFee: own("base", Balance, "Fee of every extrinsic."),
    ByteFee: own("perByte", Balance, "Fee of one byte of extrinsic."),
    TimeFee: own("perMegaTime", Balance, "Fee of 10⁶ picoseconds of computation."),
    ProofFee: own("perProofByte", Balance, "Fee of one byte of state proof."),
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
