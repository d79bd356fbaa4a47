import { struct, type TypeOf, u8, u32 } from "@pha/codec";
import { amount, blocks, hundredths, type Tunables } from "../../tunable.ts";
import { Balance, PHA } from "../balances/account-data.ts";
import { blocksOf } from "../parameters/rules.ts";
import type { Parameters } from "../parameters/spec.ts";

/** How long a tip that has its tippers stays open, and what a report costs and earns. Both profiles have the same. */
export const Figures = struct(
  {
    countdown: u32,
    /** Hundredths of the tip, for who reported it. */
    findersFee: u8,
    depositBase: Balance,
    depositPerByte: Balance,
  },
  { path: ["pallet_tips", "types", "Figures"] },
);
export type Figures = TypeOf<typeof Figures>;

/** What governance may set of them. */
export const tunables: Tunables<Figures> = {
  countdown: blocks(0, "From enough declarations to the payment."),
  findersFee: hundredths(1, "Of a tip, for who reported it."),
  depositBase: amount(2, "On hold for a report."),
  depositPerByte: amount(3, "On hold for each byte of its reason."),
};

const inCommon = { findersFee: 20, depositBase: PHA, depositPerByte: PHA / 100n } as const;

/** Those of a network with such days: one of them. */
export const figuresOf = (state: Parameters): Figures => ({ countdown: blocksOf(state, 24), ...inCommon });

/** Those of a network whose genesis says nothing else: days are of blocks of 12 seconds. */
export const usualFigures: Figures = { countdown: 7_200, ...inCommon };
