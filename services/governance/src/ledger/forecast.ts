import type { AccountId } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import {
  addToTally,
  type Conviction,
  democracy,
  electorateIn,
  type ReferendumStanding,
  referendumStanding,
  takeFromTally,
  weightOfVote,
} from "@pha/runtime/spec";
import { errors } from "../errors.ts";

interface OneVote {
  readonly aye: boolean;
  readonly balance: bigint;
  readonly conviction: Conviction;
}

/**
 * A referendum that goes on at this block, without and with one more vote, which replaces what its account votes now and
 * brings what is delegated to it.
 *
 * @throws `governance.VoteDelegated`
 */
export function forecastIn(
  state: StateView,
  index: number,
  { aye, balance, conviction }: OneVote,
  who?: AccountId,
): { readonly before: ReferendumStanding; readonly after: ReferendumStanding } {
  const { referendumInfoOf, votingOf } = readState(democracy, state);
  const info = referendumInfoOf.get(index);
  if (info?.type !== "Ongoing") throw new Error(`referendum ${index} goes on in the tables, but not in the state`);
  const { tally, threshold } = info.value;
  const voting = who && votingOf.get(who);
  if (voting?.type === "Delegating") throw errors.VoteDelegated({ account: who, target: voting.value.target });
  const delegations = voting?.value.delegations ?? { votes: 0n, capital: 0n };
  const own = voting?.type === "Direct" ? voting.value.votes.find(([each]) => each === index) : undefined;
  const without = own ? takeFromTally(tally, weightOfVote(own[1], delegations)) : tally;
  const vote = { type: "Standard", value: { vote: { aye, conviction }, balance } } as const;
  const count = { threshold, electorate: electorateIn(state) };
  return {
    before: referendumStanding({ ...count, tally }),
    after: referendumStanding({ ...count, tally: addToTally(without, weightOfVote(vote, delegations)) }),
  };
}
