import type { Json, JsonContext } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { democracy, electorateIn, hashOfProposal, referendumStanding, scheduler, taskOf } from "@pha/runtime/spec";
import type { ReferendumRow } from "../db/referenda.ts";
import { proposedCall } from "./proposed-call.ts";

/** The call of a referendum that is voted on, where the state has it. */
export function readReferendumCall(state: StateView, { index }: ReferendumRow, context: JsonContext): Json | undefined {
  const info = readState(democracy, state).referendumInfoOf.get(index);
  return info?.type === "Ongoing" ? proposedCall(state, info.value.proposal, context).call : undefined;
}

/** A referendum as it was and is: what its row says, and what the state has of it. */
export function readReferendum(state: StateView, row: ReferendumRow) {
  const { index, status, threshold, origin, startedAt } = row;
  const info = readState(democracy, state).referendumInfoOf.get(index);
  const ongoing = info?.type === "Ongoing" ? info.value : undefined;
  const waits = status === "passed" ? readState(scheduler, state).lookup.get(taskOf(index)) : undefined;
  return {
    ...{ index, status, origin, startedAt, threshold: { type: threshold } },
    proposal: row.proposal ?? undefined,
    endsAt: ongoing?.end,
    delay: ongoing?.delay,
    hash: ongoing && hashOfProposal(ongoing.proposal),
    endedAt: row.endedAt ?? undefined,
    standing: ongoing && referendumStanding({ ...ongoing, electorate: electorateIn(state) }),
    dueAt: waits?.[0],
    dispatchedAt: row.dispatchedAt ?? undefined,
    error: row.error ?? undefined,
  };
}
