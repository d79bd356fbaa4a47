import type { JsonContext } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { democracy, electorateIn, scheduler, taskOf } from "@pha/runtime/spec";
import type { ReferendumRow } from "../db/referenda.ts";
import { standingOf } from "../rules/standing.ts";
import { proposedCall } from "./proposed-call.ts";

/** A referendum as it was and is: what its row says, and what the state has of it. */
export function readReferendum(state: StateView, row: ReferendumRow, context: JsonContext) {
  const { index, status, threshold, origin, startedAt } = row;
  const info = readState(democracy, state).referendumInfoOf.get(index);
  const ongoing = info?.type === "Ongoing" ? info.value : undefined;
  const proposed = ongoing && proposedCall(state, ongoing.proposal, context);
  const waits = status === "passed" ? readState(scheduler, state).lookup.get(taskOf(index)) : undefined;
  return {
    ...{ index, status, origin, startedAt, threshold: { type: threshold } },
    proposal: row.proposal ?? undefined,
    endsAt: ongoing?.end,
    delay: ongoing?.delay,
    hash: proposed?.hash,
    call: proposed?.call,
    endedAt: row.endedAt ?? undefined,
    standing: ongoing && standingOf({ ...ongoing, electorate: electorateIn(state) }),
    dueAt: waits?.[0],
    dispatchedAt: row.dispatchedAt ?? undefined,
    error: row.error ?? undefined,
  };
}
