import { struct, type TypeOf } from "@pha/codec";
import { amount, type Tunables } from "../../tunable.ts";
import { Balance, PHA } from "../balances/account-data.ts";

/** Fee = base + per byte of extrinsic + per unit of computation + per byte of proof, in plancks. */
export const Figures = struct(
  {
    base: Balance,
    perByte: Balance,
    /** For 10⁶ picoseconds. */
    perMegaTime: Balance,
    perProofByte: Balance,
  },
  { path: ["pallet_transaction_payment", "types", "Figures"] },
);
export type Figures = TypeOf<typeof Figures>;

/** Those of a network that nobody has set others of. */
export const usualFigures: Figures = {
  base: PHA / 1_000n,
  perByte: PHA / 1_000_000n,
  perMegaTime: PHA / 1_000_000n,
  perProofByte: PHA / 100_000_000n,
};

/** What governance may set of them: never so much that a vote on other ones could not be paid. */
export const tunables: Tunables<Figures> = {
  base: amount(0, "Fee of every extrinsic.", { max: PHA }),
  perByte: amount(1, "Fee of one byte of extrinsic.", { max: PHA / 1_000n }),
  perMegaTime: amount(2, "Fee of 10⁶ picoseconds of computation.", { max: PHA / 1_000n }),
  perProofByte: amount(3, "Fee of one byte of state proof.", { max: PHA / 100_000n }),
};
