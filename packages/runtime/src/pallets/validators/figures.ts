import { struct, type TypeOf, u32 } from "@pha/codec";
import { dayTicks } from "../../numbers.ts";
import { amount, type Tunables, ticks } from "../../tunable.ts";
import { Balance } from "../balances/account-data.ts";

/** What validators' operators put up. Times are in ticks. */
export const Figures = struct(
  { leastBond: Balance, unbondingTicks: u32 },
  { path: ["pallet_validators", "types", "Figures"] },
);
export type Figures = TypeOf<typeof Figures>;

const unbondingDays = 28;

/** What governance may set of them. */
export const tunables: Tunables<Figures> = {
  leastBond: amount(0, "What an operator has put up for each of its validators at least, when they are appointed."),
  unbondingTicks: ticks(1, "How long a bond that leaves stays on hold.", { max: unbondingDays * dayTicks }),
};

/** Those of a network whose genesis says nothing else: nobody has to put up anything. */
export const usualFigures: Figures = { leastBond: 0n, unbondingTicks: unbondingDays * dayTicks };
