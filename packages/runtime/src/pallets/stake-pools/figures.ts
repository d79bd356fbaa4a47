import { struct, type TypeOf, u32 } from "@pha/codec";
import { amount, count, millionths, type Tunables } from "../../tunable.ts";
import { Balance, PHA } from "../balances/account-data.ts";
import { Permill } from "../balances/parts.ts";

/** What governs all pools and vaults. Days are days of ticks. */
export const Figures = struct(
  {
    least: Balance,
    noticeDays: u32,
    ownPart: Permill,
  },
  { path: ["pallet_stake_pools", "types", "Figures"] },
);
export type Figures = TypeOf<typeof Figures>;

/** What governance may set of them. */
export const tunables: Tunables<Figures> = {
  least: amount(0, "The least that is contributed, asked back, or claimed of what is not paid whole.", {
    max: 1_000n * PHA,
  }),
  noticeDays: count(1, "How many whole days pass before what is asked back is paid.", 1, 28),
  ownPart: millionths(2, "Of the stake of its machines, what a pool's owner answers for with shares of its own."),
};

export const usualFigures: Figures = { least: PHA, noticeDays: 7, ownPart: 100_000 };

/** Ticks of an hour: longer than a machine takes to start anew, short beside a notice. */
export const hourTicks = 300;
