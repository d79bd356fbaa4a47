import { decode, fromHex, type Json, type JsonContext } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import {
  Bounded,
  democracy,
  electorateIn,
  hashOfProposal,
  referendumStanding,
  scheduler,
  taskOf,
} from "@pha/runtime/spec";
import type { ReferendumRow } from "../db/referenda.ts";
import { proposedCall } from "./proposed-call.ts";

/** What a referendum is or was about, as the chain keeps it; of one that was cancelled nothing is left. */
function proposalOf(state: StateView, { index, bounded }: ReferendumRow): Bounded | undefined {
  if (bounded !== null) return decode(Bounded, fromHex(bounded));
  const info = readState(democracy, state).referendumInfoOf.get(index);
  return info?.type === "Ongoing" ? info.value.proposal : undefined;
}

/** The call of a referendum, where it is short or the state still has its bytes. */
export function readReferendumCall(state: StateView, row: ReferendumRow, context: JsonContext): Json | undefined {
  const proposal = proposalOf(state, row);
  return proposal && proposedCall(state, proposal, context).call;
}

/** The votes that a referendum was counted with. */
function countOf({ ayes, nays, turnout, electorate }: ReferendumRow) {
  if (ayes === null || nays === null || turnout === null || electorate === null) return undefined;
  return { tally: { ayes, nays, turnout }, electorate };
}

/** A referendum as it was and is: what its row says, and what the state has of it. */
export function readReferendum(state: StateView, row: ReferendumRow) {
  const { index, status, threshold, origin, startedAt } = row;
  const info = readState(democracy, state).referendumInfoOf.get(index);
  const ongoing = info?.type === "Ongoing" ? info.value : undefined;
  const proposal = proposalOf(state, row);
  const waits = status === "passed" ? readState(scheduler, state).lookup.get(taskOf(index)) : undefined;
  return {
    ...{ index, status, origin, startedAt, threshold: { type: threshold } },
    proposal: row.proposal ?? undefined,
    endsAt: ongoing?.end,
    delay: ongoing?.delay,
    hash: proposal && hashOfProposal(proposal),
    endedAt: row.endedAt ?? undefined,
    standing: ongoing && referendumStanding({ ...ongoing, electorate: electorateIn(state) }),
    counted: countOf(row),
    dueAt: waits?.[0],
    dispatchedAt: row.dispatchedAt ?? undefined,
    error: row.error ?? undefined,
  };
}
