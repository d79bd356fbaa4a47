import { enumeration, type TypeOf, variant } from "@pha/codec";
import type { Tally } from "./vote.ts";

/** How many more ayes than nays a referendum needs. */
export const VoteThreshold = enumeration(
  { SuperMajorityApprove: variant(0), SuperMajorityAgainst: variant(1), SimpleMajority: variant(2) },
  { path: ["pallet_democracy", "vote_threshold", "VoteThreshold"] },
);
export type VoteThreshold = TypeOf<typeof VoteThreshold>;

/**
 * Whether a tally passes: positive turnout bias (`SuperMajorityApprove`) when nays ÷ √turnout < ayes ÷ √electorate,
 * negative turnout bias (`SuperMajorityAgainst`) when nays ÷ √electorate < ayes ÷ √turnout, `SimpleMajority` when there
 * are more ayes. Roots are whole numbers, rounded down; where nobody votes, nothing passes.
 */
export function passes({ type }: VoteThreshold, { ayes, nays, turnout }: Tally, electorate: bigint): boolean {
  const [voted, all] = [squareRoot(turnout), squareRoot(electorate)];
  if (voted === 0n) return false;
  if (type === "SimpleMajority") return ayes > nays;
  return type === "SuperMajorityApprove" ? nays * all < ayes * voted : nays * voted < ayes * all;
}

/** The largest whole number whose square is not above a balance, bit by bit. */
export function squareRoot(balance: bigint): bigint {
  let root = 0n;
  for (let bit = 1n << 63n; bit > 0n; bit >>= 1n) if ((root | bit) ** 2n <= balance) root |= bit;
  return root;
}
