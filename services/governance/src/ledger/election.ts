import type { AccountId } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { balances, electionOf, elections } from "@pha/runtime/spec";

/** Whom an account is for, and with how much; none where it has not voted. */
export function voterOf(state: StateView, who: AccountId) {
  const { voting } = readState(elections, state);
  return voting.has(who) ? voting.get(who) : undefined;
}

/** Who sits and stands, and whom the votes of now would elect. */
export function readElection(state: StateView) {
  const reads = readState(elections, state);
  const [members, runnersUp, candidates] = [reads.members.get(), reads.runnersUp.get(), reads.candidates.get()];
  const figures = reads.figures.get();
  const standing = [...candidates.map(([who, deposit]) => ({ who, deposit })), ...members, ...runnersUp];
  const count = reads.voting.count();
  const voters = reads.voting.page(0, count).map(([, voter]) => voter);
  const issuance = readState(balances, state).totalIssuance.get();
  return {
    ...{ round: reads.electionRounds.get(), voters: count, members, runnersUp },
    candidates: candidates.map(([who, deposit]) => ({ who, deposit })),
    preview: electionOf({ figures, standing, voters, issuance }),
  };
}
