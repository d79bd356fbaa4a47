import type { AccountId } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import {
  type Body,
  bodies,
  bodyNames,
  type Collective,
  democracy,
  electorateIn,
  motionsOf,
  type OpenMotion,
  type ReferendumStanding,
  referendumStanding,
  scheduler,
  system,
  taskOf,
  type VoteThreshold,
} from "@pha/runtime/spec";
import { type KnownCalls, readCall, type StoredCall, unknownCall } from "./stored-call.ts";

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

interface OpenOne {
  readonly type: "motion";
  readonly body: Body;
  readonly motion: number;
  readonly threshold: number;
  readonly ayes: readonly AccountId[];
  readonly nays: readonly AccountId[];
  readonly end: number;
  readonly seats: number;
  /** How it ends when somebody closes it; none while it is not decided. */
  readonly outcome: OpenMotion["outcome"];
}

interface Stored {
  readonly stored: StoredCall;
}

/** A motion that nobody has closed, with its call. */
export type Motion = OpenOne & Stored;

/** Something that is to be decided, or was and is still to be done. */
export type Measure = ((PublicProposal | CouncilProposal | Referendum | Enactment) & Stored) | Motion;

/** The last referenda may have passed since those that did were listed. */
const lastReferenda = 8;

/**
 * Everything that is under way, in the order of how far it has come.
 *
 * @param passed - referenda that were listed as waiting to be dispatched
 */
export function readMeasures(view: StateView, known: KnownCalls, passed: readonly number[]): Measure[] {
  const state = readState(democracy, view);
  const count = state.referendumCount.get();
  const last = Array.from({ length: Math.min(count, lastReferenda) }, (_, i) => count - 1 - i);
  const waiting = [...new Set([...passed, ...last])].sort((a, b) => a - b);
  return [
    ...bodyNames.flatMap((body) => readMotions(view, body)),
    ...publicProposals(view, known),
    ...externalProposal(view, known),
    ...referenda(view, state.lowestUnbaked.get(), count, known),
    ...readEnactments(view, waiting, known),
  ];
}

/** A body's motions. */
export function readMotions(view: StateView, body: Body): Motion[] {
  const pallet: Collective = bodies[body];
  const seats = readState(pallet, view).members.get().length;
  return motionsOf(view, pallet, readState(system, view).number.get()).map(({ hash, call, index: motion, ...of }) => ({
    ...({ type: "motion", body, motion, seats } as const),
    ...of,
    stored: call ? { hash, call } : { hash, call, missing: unknownCall },
  }));
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

/** What passed and waits for its block. */
export function readEnactments(view: StateView, passed: readonly number[], known: KnownCalls): (Enactment & Stored)[] {
  const { lookup, agenda } = readState(scheduler, view);
  const places = lookup.getMany(passed.map(taskOf));
  return passed.flatMap((referendum, i) => {
    const place = places[i];
    const task = place && agenda.get(place[0])[place[1]];
    if (!place || !task) return [];
    return [{ type: "enactment", referendum, block: place[0], stored: readCall(view, task.call, known) } as const];
  });
}
