import { AccountId } from "@pha/codec";
import { constant, definePallet, event } from "@pha/frame";
import { Balance, PHA } from "../balances/account-data.ts";

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
});
