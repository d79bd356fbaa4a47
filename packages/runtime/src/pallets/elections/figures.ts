import { struct, type TypeOf, u32 } from "@pha/codec";
import { amount, blocks, count, type Tunables } from "../../tunable.ts";
import { Balance, PHA } from "../balances/account-data.ts";
import { blocksOf, type Rules, rulesOf } from "../parameters/rules.ts";
import type { Parameters } from "../parameters/spec.ts";
import { electionLimits } from "./limits.ts";

/** What candidates and voters bond, how many are elected, and how often. */
export const Figures = struct(
  {
    candidacyBond: Balance,
    /** On hold for a vote, and for each account that it is for. */
    votingBondBase: Balance,
    votingBondFactor: Balance,
    desiredMembers: u32,
    desiredRunnersUp: u32,
    /** In blocks; 0: no term ends. */
    termDuration: u32,
    maxVotesPerVoter: u32,
    maxVoters: u32,
    maxCandidates: u32,
  },
  { path: ["pallet_elections_phragmen", "types", "Figures"] },
);
export type Figures = TypeOf<typeof Figures>;

/** As many voters as one block can count. */
export const mostVoters = 1_000;

/** What governance may set of them. */
export const tunables: Tunables<Figures> = {
  candidacyBond: amount(0, "On hold for a candidacy."),
  votingBondBase: amount(1, "On hold for a vote."),
  votingBondFactor: amount(2, "On hold for each account that a vote is for."),
  desiredMembers: count(3, "Seats of the council.", 1, 13),
  desiredRunnersUp: count(4, "How many would be next.", 0, 13),
  termDuration: blocks(5, "A term; 0: none ends.", { min: 0 }),
  maxVotesPerVoter: count(6, "For how many a vote may be.", 1, electionLimits.votes),
  maxVoters: count(7, "How many may vote. Who votes already still does.", 1, mostVoters),
  maxCandidates: count(8, "How many may stand beside who sits.", 1, 30),
};

const inCommon = {
  candidacyBond: 10n * PHA,
  votingBondBase: (79n * PHA) / 100n,
  votingBondFactor: (32n * PHA) / 100n,
  maxVotesPerVoter: electionLimits.votes,
  maxCandidates: 20,
} as const;

/** Of each profile. */
const sizes: Rules<Pick<Figures, "desiredMembers" | "desiredRunnersUp" | "maxVoters">> = {
  Phala: { desiredMembers: 5, desiredRunnersUp: 7, maxVoters: 1_000 },
  Khala1290: { desiredMembers: 8, desiredRunnersUp: 8, maxVoters: 500 },
};

const termHours = 24;

/** Of a network of this profile, with such days. */
export const figuresOf = (state: Parameters): Figures => ({
  ...inCommon,
  ...rulesOf(state, sizes),
  termDuration: blocksOf(state, termHours),
});

/** Those of a network whose genesis says nothing else: the description's, in blocks of 12 seconds. */
export const usualFigures: Figures = { ...inCommon, ...sizes.Phala, termDuration: 7_200 };
