import type { Env } from "@pha/frame";
import { balances } from "../balances/spec.ts";
import { electionOf } from "./election.ts";
import { mostVoters } from "./figures.ts";
import { seat, slashBond } from "./seats.ts";
import { elections } from "./spec.ts";

/**
 * Ends a term: members, runners-up and candidates stand for election; who is neither of the first two afterwards loses
 * its bond, each by itself. Where nobody stands, or there are more voters than a block can count, all stays as it is.
 */
export function endTerm(env: Env): void {
  const { state, emit } = env.of(elections);
  const figures = state.figures.get();
  const [members, runnersUp] = [state.members.get(), state.runnersUp.get()];
  const standing = [
    ...state.candidates.get().map(([who, deposit]) => ({ who, deposit })),
    ...members.map(({ who, deposit }) => ({ who, deposit })),
    ...runnersUp.map(({ who, deposit }) => ({ who, deposit })),
  ];
  if (standing.length === 0) {
    emit.EmptyTerm({});
    return;
  }
  const count = state.voting.count();
  if (count > mostVoters) {
    emit.ElectionError({});
    return;
  }
  const voters = state.voting.page(0, count).map(([, voter]) => voter);

  const issuance = env.of(balances).state.totalIssuance.get();
  const { members: elected, runnersUp: next, prime } = electionOf({ figures, standing, voters, issuance });
  state.members.put(elected);
  state.runnersUp.put(next);
  state.candidates.put([]);
  seat(env, elected, prime);

  const stays = new Set([...elected, ...next].map(({ who }) => who));
  for (const { who, deposit } of standing) {
    if (stays.has(who)) continue;
    env.attempt(() => {
      slashBond(env, who, deposit);
      emit.CandidateSlashed({ candidate: who, amount: deposit });
    });
  }
  emit.NewTerm({ new_members: elected.map(({ who, stake }) => [who, stake] as const) });
  state.electionRounds.put(state.electionRounds.get() + 1);
}
