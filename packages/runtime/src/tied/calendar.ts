import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { nextMultiple } from "../numbers.ts";
import { bounties } from "../pallets/bounties/spec.ts";
import { childBounties } from "../pallets/child-bounties/spec.ts";
import { democracy } from "../pallets/democracy/spec.ts";
import { taskOf } from "../pallets/democracy/task-name.ts";
import { elections } from "../pallets/elections/spec.ts";
import { scheduler } from "../pallets/scheduler/spec.ts";
import { tips } from "../pallets/tips/spec.ts";
import { treasury } from "../pallets/treasury/spec.ts";
import { type Body, bodies, bodyNames } from "./bodies.ts";

/** What may be due. */
export const dueKinds = [
  ...(["launch", "count", "enactment", "motion", "election", "spending"] as const),
  ...(["tip", "bounty-update", "bounty-payout", "child-bounty-payout"] as const),
] as const;

/** A child bounty: that of the bounty, and its own number. */
export interface Child {
  readonly bounty: number;
  readonly index: number;
}

/** What something that is due is about. */
export type Subject =
  | { readonly type: "referendum" | "bounty"; readonly index: number }
  | ({ readonly type: "child-bounty" } & Child)
  | { readonly type: "motion"; readonly body: Body; readonly hash: Hex; readonly index: number }
  | { readonly type: "tip"; readonly hash: Hex };

/** What is due at a block. */
export interface Due {
  readonly what: (typeof dueKinds)[number];
  readonly block: number;
  /** None of what is the whole network's: launches, elections, spending. */
  readonly subject?: Subject;
}

/** What a view of single keys cannot list: referenda that may have passed and wait, tips and child bounties that may be open. */
export interface Open {
  readonly passed: readonly number[];
  readonly tips: readonly Hex[];
  readonly children: readonly Child[];
}

/** Bounties that are looked at: the newest ones. */
const newestBounties = 1_024;

/**
 * What is due after a block, soonest first; what was due before and is still to be done is so in the next one. `whole`
 * says that nothing is left out: only so many bounties are looked at.
 */
export function calendarOf(
  state: StateView,
  now: number,
  open: Open,
): { readonly due: readonly Due[]; readonly whole: boolean } {
  const { due: ofBounties, whole } = dueBounties(state);
  const due = [
    ...[...launches(state, now), ...counts(state), ...enactments(state, open)],
    ...[
      ...motions(state),
      ...spending(state, now),
      ...closingTips(state, open),
      ...ofBounties,
      ...payouts(state, open),
    ],
  ];
  const next = due.map((one) => ({ ...one, block: Math.max(one.block, now + 1) }));
  return { due: next.sort((a, b) => a.block - b.block), whole };
}

function launches(state: StateView, now: number): Due[] {
  const { termDuration } = readState(elections, state).figures.get();
  const launch = { what: "launch", block: readState(democracy, state).nextLaunch.get() } as const;
  return termDuration === 0 ? [launch] : [launch, { what: "election", block: nextMultiple(termDuration, now) }];
}

function counts(state: StateView): Due[] {
  const { lowestUnbaked, referendumCount, referendumInfoOf } = readState(democracy, state);
  const [first, end] = [lowestUnbaked.get(), referendumCount.get()];
  const indices = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  return referendumInfoOf.getMany(indices).flatMap((info, i): Due[] => {
    const subject = { type: "referendum", index: first + i } as const;
    return info?.type === "Ongoing" ? [{ what: "count", block: info.value.end, subject }] : [];
  });
}

function enactments(state: StateView, { passed }: Open): Due[] {
  const places = readState(scheduler, state).lookup.getMany(passed.map(taskOf));
  return passed.flatMap((index, i): Due[] => {
    const place = places[i];
    return place ? [{ what: "enactment", block: place[0], subject: { type: "referendum", index } }] : [];
  });
}

function motions(state: StateView): Due[] {
  return bodyNames.flatMap((body) => {
    const { proposals, voting } = readState(bodies[body], state);
    const hashes = proposals.get();
    const votes = voting.getMany(hashes);
    return hashes.flatMap((hash, i): Due[] => {
      const of = votes[i];
      return of ? [{ what: "motion", block: of.end, subject: { type: "motion", body, hash, index: of.index } }] : [];
    });
  });
}

function spending(state: StateView, now: number): Due[] {
  const { spendPeriod } = readState(treasury, state).figures.get();
  return [{ what: "spending", block: nextMultiple(spendPeriod, now) }];
}

function closingTips(state: StateView, open: Open): Due[] {
  const found = readState(tips, state).tips.getMany(open.tips);
  return open.tips.flatMap((hash, i): Due[] => {
    const closes = found[i]?.closes;
    return closes === undefined ? [] : [{ what: "tip", block: closes, subject: { type: "tip", hash } }];
  });
}

function payouts(state: StateView, { children }: Open): Due[] {
  const found = readState(childBounties, state).childBounties.getMany(
    children.map(({ bounty, index }) => [bounty, index]),
  );
  return children.flatMap((child, i): Due[] => {
    const status = found[i]?.status;
    if (status?.type !== "PendingPayout") return [];
    const subject = { type: "child-bounty", ...child } as const;
    return [{ what: "child-bounty-payout", block: status.value.unlock_at, subject }];
  });
}

function dueBounties(state: StateView): { readonly due: readonly Due[]; readonly whole: boolean } {
  const { bountyCount, bounties: stored } = readState(bounties, state);
  const count = bountyCount.get();
  const first = Math.max(0, count - newestBounties);
  const indices = Array.from({ length: count - first }, (_, i) => first + i);
  const due = stored.getMany(indices).flatMap((bounty, i): Due[] => {
    const subject = { type: "bounty", index: first + i } as const;
    const status = bounty?.status;
    if (status?.type === "Active") return [{ what: "bounty-update", block: status.value.update_due, subject }];
    if (status?.type === "PendingPayout") return [{ what: "bounty-payout", block: status.value.unlock_at, subject }];
    return [];
  });
  return { due, whole: first === 0 };
}
