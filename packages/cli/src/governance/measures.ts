import type { AccountId, Hex } from "@pha/codec";
import { type Call, readState, type StateView } from "@pha/frame";
import {
  type Collective,
  council,
  democracy,
  electorateIn,
  outcomeOfMotion,
  type ReferendumStanding,
  referendumStanding,
  scheduler,
  system,
  taskOf,
  technicalCommittee,
  type VoteThreshold,
} from "@pha/runtime/spec";
import { type KnownCalls, readCall, type StoredCall } from "./stored-call.ts";

/** The two bodies that decide by motions. */
export const bodies = { council, committee: technicalCommittee } as const;
export type Body = keyof typeof bodies;

/** The names of the ways in which a referendum passes. */
type Threshold = VoteThreshold["type"];

interface PublicProposal {
  readonly type: "proposal";
  readonly proposal: number;
  readonly proposer: AccountId;
  readonly depositors: readonly AccountId[];
  readonly deposit: bigint;
}

interface CouncilProposal {
  readonly type: "external";
  readonly threshold: Threshold;
}

interface Referendum {
  readonly type: "referendum";
  readonly referendum: number;
  readonly end: number;
  readonly threshold: Threshold;
  readonly delay: number;
  /** How it would be counted now. */
  readonly standing: ReferendumStanding;
}

interface Enactment {
  readonly type: "enactment";
  readonly referendum: number;
  readonly block: number;
}

interface Motion {
  readonly type: "motion";
  readonly body: Body;
  readonly motion: number;
  readonly threshold: number;
  readonly ayes: readonly AccountId[];
  readonly nays: readonly AccountId[];
  readonly end: number;
  readonly seats: number;
  /** Motions have their calls in themselves. */
  readonly stored: { readonly hash: Hex; readonly call: Call };
  /** How it ends when somebody closes it; none while it is not decided. */
  readonly outcome: ReturnType<typeof outcomeOfMotion>;
}

/** Something that is to be decided, or was and is still to be done. */
export type Measure = (PublicProposal | CouncilProposal | Referendum | Enactment | Motion) & {
  readonly stored: StoredCall;
};

/** How many of the last referenda are looked at for what waits to be dispatched. */
const lastReferenda = 32;

/** Everything that is under way, in the order of how far it has come. */
export function readMeasures(view: StateView, known: KnownCalls): Measure[] {
  const state = readState(democracy, view);
  return [
    ...motionsOf("council", view),
    ...motionsOf("committee", view),
    ...publicProposals(view, known),
    ...externalProposal(view, known),
    ...referenda(view, state.lowestUnbaked.get(), state.referendumCount.get(), known),
    ...enactments(view, state.referendumCount.get(), known),
  ];
}

function motionsOf(body: Body, view: StateView): Measure[] {
  const pallet: Collective = bodies[body];
  const { proposals, proposalOf, voting, members, prime } = readState(pallet, view);
  const hashes = proposals.get();
  const [calls, votes] = [proposalOf.getMany(hashes), voting.getMany(hashes)];
  const seats = members.get().length;
  const sitting = { seats, prime: prime.get(), now: readState(system, view).number.get() + 1 };
  return hashes.flatMap((hash: Hex, i: number) => {
    const [call, of] = [calls[i], votes[i]];
    if (!call || !of) return [];
    const { index: motion, threshold, ayes, nays, end } = of;
    const outcome = outcomeOfMotion(of, sitting);
    const stored = { hash, call };
    return [{ type: "motion", body, motion, threshold, ayes, nays, end, seats, outcome, stored } as const];
  });
}

function publicProposals(view: StateView, known: KnownCalls): Measure[] {
  const { publicProps, depositOf } = readState(democracy, view);
  const proposals = publicProps.get();
  const deposits = depositOf.getMany(proposals.map(([index]) => index));
  return proposals.map(([proposal, bounded, proposer], i) => {
    const [depositors, deposit] = deposits[i] ?? [[], 0n];
    return { type: "proposal", proposal, proposer, depositors, deposit, stored: readCall(view, bounded, known) };
  });
}

function externalProposal(view: StateView, known: KnownCalls): Measure[] {
  const next = readState(democracy, view).nextExternal.get();
  return next ? [{ type: "external", threshold: next[1].type, stored: readCall(view, next[0], known) }] : [];
}

function referenda(view: StateView, first: number, end: number, known: KnownCalls): Measure[] {
  const indices = Array.from({ length: end - first }, (_, i) => first + i);
  const found = readState(democracy, view).referendumInfoOf.getMany(indices);
  return indices.flatMap((referendum, i) => {
    const info = found[i];
    if (info?.type !== "Ongoing") return [];
    const { proposal, threshold, tally, ...status } = info.value;
    return [
      {
        ...({ type: "referendum", referendum, end: status.end, delay: status.delay } as const),
        threshold: threshold.type,
        standing: referendumStanding({ threshold, tally, electorate: electorateIn(view) }),
        stored: readCall(view, proposal, known),
      },
    ];
  });
}

function enactments(view: StateView, count: number, known: KnownCalls): Measure[] {
  const { lookup, agenda } = readState(scheduler, view);
  const first = Math.max(0, count - lastReferenda);
  const indices = Array.from({ length: count - first }, (_, i) => first + i);
  const places = lookup.getMany(indices.map(taskOf));
  return indices.flatMap((referendum, i) => {
    const place = places[i];
    const task = place && agenda.get(place[0])[place[1]];
    if (!place || !task) return [];
    return [{ type: "enactment", referendum, block: place[0], stored: readCall(view, task.call, known) } as const];
  });
}
