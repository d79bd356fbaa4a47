import { struct, type TypeOf, u32 } from "@pha/codec";
import { amount, blocks, millionths, type Tunables } from "../../tunable.ts";
import { Balance, PHA } from "../balances/account-data.ts";
import { Permill } from "../balances/parts.ts";
import { blocksOf } from "../parameters/rules.ts";
import type { Parameters } from "../parameters/spec.ts";

/** How the treasury is spent. Both profiles have the same. */
export const Figures = struct(
  {
    spendPeriod: u32,
    /** Of what is asked for, on hold while it is decided on; and the least that is. */
    bond: Permill,
    leastBond: Balance,
    /** Of what a period leaves, destroyed. */
    burn: Permill,
  },
  { path: ["pallet_treasury", "types", "Figures"] },
);
export type Figures = TypeOf<typeof Figures>;

/** What governance may set of them. */
export const tunables: Tunables<Figures> = {
  spendPeriod: blocks(0, "Between payments."),
  bond: millionths(1, "Of what is asked for, on hold while it is decided on."),
  leastBond: amount(2, "The least that is."),
  burn: millionths(3, "Of what a period leaves, destroyed."),
};

const spendHours = 24;
const inCommon = { bond: 50_000, leastBond: PHA, burn: 0 } as const;

/** Those of a network with such days. */
export const figuresOf = (state: Parameters): Figures => ({ spendPeriod: blocksOf(state, spendHours), ...inCommon });

/** Those of a network whose genesis says nothing else: days are of blocks of 12 seconds. */
export const usualFigures: Figures = { spendPeriod: 7_200, ...inCommon };
