import type { AccountId } from "@pha/codec";
import type { Env } from "@pha/frame";
import type { Collective } from "./contract.ts";

/** Accounts in rising order, each once. */
export const sorted = (accounts: readonly AccountId[]): AccountId[] =>
  [...new Set(accounts)].sort((a, b) => (a < b ? -1 : 1));

/**
 * Sets a body's members, in rising order. Votes of those who leave are taken off all open motions, and the prime is none
 * until it is set again. Gives how many motions it went through.
 *
 * @throws its `TooManyMembers`
 */
export function changeMembers(env: Env, body: Collective, members: readonly AccountId[]): number {
  const { state } = env.of(body);
  const leaving = state.members.get().filter((each) => !members.includes(each));
  const stays = (who: AccountId) => !leaving.includes(who);
  const motions = leaving.length > 0 ? state.proposals.get() : [];
  for (const hash of motions) {
    const votes = state.voting.get(hash);
    if (votes) state.voting.put(hash, { ...votes, ayes: votes.ayes.filter(stays), nays: votes.nays.filter(stays) });
  }
  state.members.put(members);
  state.prime.remove();
  return motions.length;
}

/** Sets or takes away the prime; none that is not a member becomes it. */
export function setPrime(env: Env, body: Collective, prime: AccountId | undefined): void {
  const { state } = env.of(body);
  if (prime === undefined || !state.members.get().includes(prime)) state.prime.remove();
  else state.prime.put(prime);
}
