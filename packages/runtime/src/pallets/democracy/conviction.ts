import { enumeration, type TypeOf, variant } from "@pha/codec";

/** For how long a voter is bound by a vote that won; the vote counts for more the longer it is. */
export const Conviction = enumeration(
  {
    None: variant(0),
    Locked1x: variant(1),
    Locked2x: variant(2),
    Locked3x: variant(3),
    Locked4x: variant(4),
    Locked5x: variant(5),
    Locked6x: variant(6),
  },
  { path: ["pallet_democracy", "conviction", "Conviction"] },
);
export type Conviction = TypeOf<typeof Conviction>;

/** All of them, by what they are on the wire. */
export const convictions = ["None", "Locked1x", "Locked2x", "Locked3x", "Locked4x", "Locked5x", "Locked6x"] as const;

const most = (1n << 128n) - 1n;

/** A sum of balances or votes: it stays below 2^128. */
export const capped = (amount: bigint): bigint => (amount > most ? most : amount);

/** How many votes a balance has: a tenth of it, or once to six times as many. */
export function votesOf({ type }: Conviction, balance: bigint): bigint {
  return type === "None" ? balance / 10n : capped(balance * BigInt(convictions.indexOf(type)));
}

const lockPeriods = {
  None: 0,
  Locked1x: 1,
  Locked2x: 2,
  Locked3x: 4,
  Locked4x: 8,
  Locked5x: 16,
  Locked6x: 32,
} as const;

/** How many lock periods a vote binds that won. */
export const lockPeriodsOf = ({ type }: Conviction): number => lockPeriods[type];
