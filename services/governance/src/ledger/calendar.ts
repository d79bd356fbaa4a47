import type { governanceApi, ReplyOf } from "@pha/api";
import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import {
  bounties,
  type Collective,
  democracy,
  elections,
  nextMultiple,
  scheduler,
  taskOf,
  tips,
  treasury,
} from "@pha/runtime/spec";
import { type Body, bodies } from "../rules/bodies.ts";
import { topics } from "../rules/topics.ts";

/** What is due at a block. */
export type Due = Omit<ReplyOf<typeof governanceApi.calendar.list>["due"][number], "timeMs">;

/** What the tables know is open: referenda that passed and wait, tips. */
export interface Open {
  readonly passed: readonly number[];
  readonly tips: readonly Hex[];
}

/** Bounties that are looked at: the newest ones. */
const newestBounties = 256;

/** What is due after a block, soonest first; what was due before and is still to be done is so in the next one. */
export function calendarOf(state: StateView, now: number, open: Open): Due[] {
  const due = [
    ...launches(state, now),
    ...counts(state),
    ...enactments(state, open),
    ...motions(state),
    ...payments(state, now, open),
  ];
  const next = due.map((one) => ({ ...one, block: Math.max(one.block, now + 1) }));
  return next.sort((a, b) => a.block - b.block);
}

function launches(state: StateView, now: number): Due[] {
  const { nextLaunch } = readState(democracy, state);
  const { termDuration } = readState(elections, state).figures.get();
  const election = { what: "election", block: nextMultiple(termDuration, now), topic: topics.elections() } as const;
  return [{ what: "launch", block: nextLaunch.get(), topic: undefined }, ...(termDuration === 0 ? [] : [election])];
}

function counts(state: StateView): Due[] {
  const { lowestUnbaked, referendumCount, referendumInfoOf } = readState(democracy, state);
  const [first, end] = [lowestUnbaked.get(), referendumCount.get()];
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i).flatMap((index) => {
    const info = referendumInfoOf.get(index);
    return info?.type === "Ongoing" ? [{ what: "count", block: info.value.end, topic: topics.referendum(index) }] : [];
  });
}

function enactments(state: StateView, { passed }: Open): Due[] {
  const { lookup } = readState(scheduler, state);
  return passed.flatMap((index) => {
    const address = lookup.get(taskOf(index));
    return address ? [{ what: "enactment", block: address[0], topic: topics.referendum(index) }] : [];
  });
}

function motions(state: StateView): Due[] {
  return (Object.keys(bodies) as Body[]).flatMap((name) => {
    const { proposals, voting } = readState<Collective>(bodies[name], state);
    return proposals.get().flatMap((hash) => {
      const votes = voting.get(hash);
      return votes ? [{ what: "motion", block: votes.end, topic: topics.motion(name, hash) }] : [];
    });
  });
}

function payments(state: StateView, now: number, open: Open): Due[] {
  const { spendPeriod } = readState(treasury, state).figures.get();
  const tipsOf = readState(tips, state).tips;
  const closing = open.tips.flatMap((hash) => {
    const closes = tipsOf.get(hash)?.closes;
    return closes === undefined ? [] : [{ what: "tip", block: closes, topic: topics.tip(hash) } as const];
  });
  const spending = { what: "spending", block: nextMultiple(spendPeriod, now), topic: topics.treasury() } as const;
  return [spending, ...closing, ...dueBounties(state)];
}

function dueBounties(state: StateView): Due[] {
  const { bountyCount, bounties: stored } = readState(bounties, state);
  const count = bountyCount.get();
  const first = Math.max(0, count - newestBounties);
  return Array.from({ length: count - first }, (_, i) => first + i).flatMap((index): Due[] => {
    const status = stored.get(index)?.status;
    const topic = topics.bounty(index);
    if (status?.type === "Active") return [{ what: "bounty-update", block: status.value.update_due, topic }];
    if (status?.type === "PendingPayout") return [{ what: "bounty-payout", block: status.value.unlock_at, topic }];
    return [];
  });
}
