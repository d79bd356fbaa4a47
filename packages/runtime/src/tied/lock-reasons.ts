import type { AccountId } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { lastNumber } from "../numbers.ts";
import { balances } from "../pallets/balances/spec.ts";
import { boundUntil, lockingIn } from "../pallets/democracy/bound.ts";
import { democracy } from "../pallets/democracy/spec.ts";
import { balanceOf } from "../pallets/democracy/vote.ts";
import { democracyId } from "../pallets/democracy-id.ts";
import { electionLock, elections } from "../pallets/elections/spec.ts";
import { endOf, lockedAt } from "../pallets/vesting/schedule.ts";
import { vesting, vestingLock } from "../pallets/vesting/spec.ts";

/** One thing for which an amount must stay in an account. Amounts overlap: the largest counts, not their sum. */
export interface LockReason {
  readonly kind: "vote" | "delegation" | "former-votes" | "election" | "vesting" | "other";
  readonly amount: bigint;
  /** Of a vote. */
  readonly referendum: number | undefined;
  /** The block from which it binds no more; absent as long as that is open. */
  readonly until: number | undefined;
  /** The calls that end it, once that may be. */
  readonly endedBy: readonly string[];
}

const unlock = "Democracy.unlock";

/** By what an account's balance is locked, and until when. */
export const lockReasons = (state: StateView, who: AccountId, now: number): LockReason[] => [
  ...ofDemocracy(state, who, now),
  ...election(state, who),
  ...vested(state, who, now),
  ...others(state, who),
];

/** The lock outlives what it was for, until somebody has it computed anew. */
function ofDemocracy(state: StateView, who: AccountId, now: number): LockReason[] {
  const reasons = [...votes(state, who, now), ...delegation(state, who)];
  const lock = readState(balances, state)
    .locks.get(who)
    .find(({ id }) => id === democracyId);
  if (!lock || reasons.some(({ amount }) => amount >= lock.amount)) return reasons;
  const { amount } = lock;
  return [...reasons, { kind: "former-votes", amount, referendum: undefined, until: now, endedBy: [unlock] }];
}

function votes(state: StateView, who: AccountId, now: number): LockReason[] {
  const ledger = readState(democracy, state);
  const { votingOf, referendumInfoOf } = ledger;
  const { type, value } = votingOf.get(who);
  if (type !== "Direct") return [];
  return value.votes.map(([referendum, vote]) => {
    const info = referendumInfoOf.get(referendum);
    const isOpen = info?.type === "Ongoing";
    const until = info?.type === "Finished" ? endOfVote(vote, info.value, lockingIn(ledger, referendum)) : now;
    const common = { kind: "vote", amount: balanceOf(vote), referendum } as const;
    return { ...common, until: isOpen ? undefined : until, endedBy: ["Democracy.remove_vote", unlock] };
  });
}

/** A vote that binds no longer than its referendum has bound until that ended. */
const endOfVote = (...[vote, info, locking]: Parameters<typeof boundUntil>): number =>
  Math.max(boundUntil(vote, info, locking), info.end);

function delegation(state: StateView, who: AccountId): LockReason[] {
  const { type, value } = readState(democracy, state).votingOf.get(who);
  const [until, amount] = value.prior;
  const common = { referendum: undefined, until: undefined };
  const former = { ...common, kind: "former-votes", amount, until, endedBy: [unlock] } as const;
  return [
    ...(type === "Delegating"
      ? [{ ...common, kind: "delegation", amount: value.balance, endedBy: ["Democracy.undelegate", unlock] } as const]
      : []),
    ...(amount > 0n ? [former] : []),
  ];
}

function election(state: StateView, who: AccountId): LockReason[] {
  const { voting } = readState(elections, state);
  const voter = voting.has(who) ? voting.get(who) : undefined;
  const endedBy = ["Elections.remove_voter"];
  return !voter ? [] : [{ kind: "election", amount: voter.stake, referendum: undefined, until: undefined, endedBy }];
}

/** What vests is bound in ever smaller parts; each schedule as a whole until its end. */
function vested(state: StateView, who: AccountId, now: number): LockReason[] {
  const schedules = readState(vesting, state).vesting.get(who) ?? [];
  return schedules.map((schedule) => {
    const until = Math.min(Number(endOf(schedule)), lastNumber);
    return {
      kind: "vesting",
      amount: lockedAt(schedule, now),
      referendum: undefined,
      until,
      endedBy: ["Vesting.vest"],
    };
  });
}

const known: readonly string[] = [democracyId, electionLock, vestingLock];

/** Locks of which nothing more is known here. */
function others(state: StateView, who: AccountId): LockReason[] {
  const locks = readState(balances, state).locks.get(who);
  return locks.flatMap(({ id, amount }) =>
    known.includes(id) ? [] : [{ kind: "other", amount, referendum: undefined, until: undefined, endedBy: [] }],
  );
}
