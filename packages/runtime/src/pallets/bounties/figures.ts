import { struct, type TypeOf, u32 } from "@pha/codec";
import { amount, blocks, count, millionths, type Tunables } from "../../tunable.ts";
import { Balance, PHA } from "../balances/account-data.ts";
import { Permill } from "../balances/parts.ts";
import { blocksOf } from "../parameters/rules.ts";
import type { Parameters } from "../parameters/spec.ts";

/** What bounties cost, and how long their steps take, in blocks. Both profiles have the same. */
export const Figures = struct(
  {
    /** On hold for a proposal, and for each byte of its description. */
    depositBase: Balance,
    depositPerByte: Balance,
    leastValue: Balance,
    leastChildValue: Balance,
    /** From an award to its payment. */
    payoutDelay: u32,
    /** How long a curator may be silent. */
    updatePeriod: u32,
    /** Of its fee, on hold for a curator, within bounds. */
    curatorDeposit: Permill,
    leastCuratorDeposit: Balance,
    mostCuratorDeposit: Balance,
    /** How many child bounties of one may be open. */
    maxChildren: u32,
  },
  { path: ["pallet_bounties", "types", "Figures"] },
);
export type Figures = TypeOf<typeof Figures>;

/** What governance may set of them. */
export const tunables: Tunables<Figures> = {
  depositBase: amount(0, "On hold for a proposal."),
  depositPerByte: amount(1, "On hold for each byte of its description."),
  leastValue: amount(2, "The least bounty."),
  leastChildValue: amount(3, "The least child bounty."),
  payoutDelay: blocks(4, "From an award to its payment."),
  updatePeriod: blocks(5, "How long a curator may be silent."),
  curatorDeposit: millionths(6, "Of its fee, on hold for a curator."),
  leastCuratorDeposit: amount(7, "The least that is."),
  mostCuratorDeposit: amount(8, "The most that is."),
  maxChildren: count(9, "How many child bounties of one may be open.", 0, 100),
};

const hours = { payoutDelay: 24, updatePeriod: 14 * 24 } as const;

const inCommon = {
  depositBase: PHA,
  depositPerByte: PHA / 100n,
  leastValue: 5n * PHA,
  leastChildValue: PHA,
  curatorDeposit: 500_000,
  leastCuratorDeposit: PHA,
  mostCuratorDeposit: 100n * PHA,
  maxChildren: 5,
} as const;

/** Those of a network with such days. */
export const figuresOf = (state: Parameters): Figures => ({
  payoutDelay: blocksOf(state, hours.payoutDelay),
  updatePeriod: blocksOf(state, hours.updatePeriod),
  ...inCommon,
});

/** Those of a network whose genesis says nothing else: days are of blocks of 12 seconds. */
export const usualFigures: Figures = { payoutDelay: 7_200, updatePeriod: 100_800, ...inCommon };
