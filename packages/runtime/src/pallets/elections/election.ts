import type { AccountId } from "@pha/codec";
import type { Figures } from "./figures.ts";
import { electionLimits } from "./limits.ts";
import { elect, quotient } from "./phragmen.ts";
import type { SeatHolder, Voter } from "./spec.ts";

/** In the order of accounts. */
export const byAccount = (a: { readonly who: AccountId }, b: { readonly who: AccountId }): number =>
  a.who < b.who ? -1 : 1;

/** Stakes are counted in 64 bits, in units of so many plancks. */
const most = (1n << 64n) - 1n;
export function unitOf(issuance: bigint): bigint {
  const unit = quotient(issuance, most);
  return unit > 1n ? unit : 1n;
}

/** A stake in units. */
export function toVotes(stake: bigint, unit: bigint): bigint {
  const votes = quotient(stake, unit);
  return votes < most ? votes : most;
}

/** Who stands for election, whom everybody is for, and what there is of money. */
export interface Poll {
  readonly figures: Figures;
  readonly standing: readonly Standing[];
  readonly voters: readonly Voter[];
  readonly issuance: bigint;
}

/** Somebody who stands, with the bond. */
type Standing = Pick<SeatHolder, "who" | "deposit">;

/** Whom a poll elects: members by account, runners-up with the best one last, and the member that voters prefer. */
export interface Elected {
  readonly members: readonly SeatHolder[];
  readonly runnersUp: readonly SeatHolder[];
  readonly prime: AccountId | undefined;
}

/** Whom a poll would elect if the term ended now. */
export function electionOf({ figures, standing, voters, issuance }: Poll): Elected {
  const unit = unitOf(issuance);
  const winners = elect(
    figures.desiredMembers + figures.desiredRunnersUp,
    standing.map(({ who }) => who),
    voters.map(({ stake, votes }) => ({ stake: toVotes(stake, unit), votes })),
  ).filter(({ backed }) => backed > 0n);
  const depositOf = new Map(standing.map(({ who, deposit }) => [who, deposit]));
  const holders = winners.map(
    ({ who, backed }): SeatHolder => ({ who, stake: backed * unit, deposit: depositOf.get(who) ?? 0n }),
  );
  const members = holders.slice(0, figures.desiredMembers).sort(byAccount);
  const runnersUp = holders.slice(figures.desiredMembers).reverse();
  return { members, runnersUp, prime: primeOf(members, voters) };
}

/** The member that voters prefer, by Borda count over their stakes: who comes first in a vote gets it most often. */
function primeOf(members: readonly SeatHolder[], voters: readonly Voter[]): AccountId | undefined {
  const counts = new Map(members.map(({ who }) => [who, 0n]));
  for (const { stake, votes } of voters)
    for (const [place, who] of votes.entries()) {
      const before = counts.get(who);
      if (before !== undefined) counts.set(who, before + stake * BigInt(electionLimits.votes - place));
    }
  let best: readonly [AccountId, bigint] | undefined;
  for (const each of counts) if (!best || each[1] >= best[1]) best = each;
  return best?.[0];
}
