import { bool, struct, type TypeOf, u32 } from "@pha/codec";
import { amount, blocks, choice, type Tunables } from "../../tunable.ts";
import { Balance, PHA } from "../balances/account-data.ts";
import { blocksOf, type Rules, rulesOf } from "../parameters/rules.ts";
import type { Parameters } from "../parameters/spec.ts";

/** Periods of referenda, in blocks, and what a proposal costs. */
export const Figures = struct(
  {
    launch: u32,
    voting: u32,
    fastTrackVoting: u32,
    enactment: u32,
    locking: u32,
    cooloff: u32,
    minimumDeposit: Balance,
    instantAllowed: bool,
  },
  { path: ["pallet_democracy", "types", "Figures"] },
);
export type Figures = TypeOf<typeof Figures>;

/** Of blocks of twelve seconds, eight weeks: what is voted on is decided while those who asked for it are still there. */
const max = 403_200;

/** What governance may set of them. */
export const tunables: Tunables<Figures> = {
  launch: blocks(0, "Between launches of referenda: in blocks that are multiples of it.", { max }),
  voting: blocks(1, "How long a referendum lasts that is launched in its turn.", { max }),
  fastTrackVoting: blocks(2, "The least that two thirds of the technical committee may let a vote last.", { max }),
  enactment: blocks(3, "From the end of such a referendum to its call.", { max }),
  locking: blocks(4, "How long a conviction of one binds, in referenda and delegations that begin later.", { max }),
  cooloff: blocks(5, "How long a veto holds."),
  minimumDeposit: amount(6, "The least deposit for a public proposal."),
  instantAllowed: choice(7, "Whether all of the technical committee may let a vote be shorter than that."),
};

/** Hours. */
type Periods = Pick<Figures, "launch" | "voting" | "fastTrackVoting" | "enactment" | "locking" | "cooloff">;

const week = 7 * 24;
const described: Periods = {
  launch: week,
  voting: week,
  fastTrackVoting: 3,
  enactment: week,
  locking: week,
  cooloff: week,
};

/** Of each profile, in hours. */
export const periods: Rules<Periods> = {
  Phala: described,
  Khala1290: { ...described, enactment: 8 * 24, locking: 8 * 24 },
};

/** Of the council's seats, the part that proposes by simple majority. */
export const councilMajority: Rules<readonly [number, number]> = { Phala: [3, 5], Khala1290: [3, 4] };

/** Of the technical committee's seats, the part that fast-tracks. */
export const fastTrackPart: readonly [number, number] = [2, 3];

const inCommon = { minimumDeposit: 10n * PHA, instantAllowed: true } as const;

/** Of a network of this profile, with days of so many blocks. */
export function figuresOf(state: Parameters): Figures {
  const hours = rulesOf(state, periods);
  return {
    launch: blocksOf(state, hours.launch),
    voting: blocksOf(state, hours.voting),
    fastTrackVoting: blocksOf(state, hours.fastTrackVoting),
    enactment: blocksOf(state, hours.enactment),
    locking: blocksOf(state, hours.locking),
    cooloff: blocksOf(state, hours.cooloff),
    ...inCommon,
  };
}

const blocksPerHour = 300;

/** Those of a network whose genesis says nothing else: the description's, in blocks of 12 seconds. */
export const usualFigures: Figures = {
  launch: described.launch * blocksPerHour,
  voting: described.voting * blocksPerHour,
  fastTrackVoting: described.fastTrackVoting * blocksPerHour,
  enactment: described.enactment * blocksPerHour,
  locking: described.locking * blocksPerHour,
  cooloff: described.cooloff * blocksPerHour,
  ...inCommon,
};
