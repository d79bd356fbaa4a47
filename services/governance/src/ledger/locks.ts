import { type AccountId, toHex, utf8 } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import {
  balanceOfVote,
  balances,
  boundUntil,
  democracy,
  endOfVesting,
  lockingIn,
  system,
  vesting,
  vestingAt,
  votingLock,
} from "@pha/runtime/spec";
import { boundFrom } from "../rules/bound.ts";
import { voterOf } from "./election.ts";

interface Reason {
  readonly kind: "vote" | "delegation" | "former-votes" | "election" | "vesting" | "other";
  readonly amount: bigint;
  readonly referendum: number | undefined;
  readonly until: number | undefined;
  readonly endedBy: readonly string[];
}

const lastBlock = 0xffff_ffffn;
const unlock = "Democracy.unlock";

/** What of an account's balance is locked, by what and until when. */
export function locksOf(state: StateView, who: AccountId, now: number) {
  const { free, reserved, frozen } = readState(system, state).account.get(who).data;
  const reasons = [
    ...votes(state, who),
    ...delegation(state, who),
    ...election(state, who),
    ...vested(state, who, now),
  ];
  reasons.push(...others(state, who));
  return { free, reserved, locked: frozen, reasons, bound: boundFrom(reasons, now) };
}

function votes(state: StateView, who: AccountId): Reason[] {
  const ledger = readState(democracy, state);
  const { votingOf, referendumInfoOf } = ledger;
  const { type, value } = votingOf.get(who);
  if (type !== "Direct") return [];
  return value.votes.map(([referendum, vote]) => {
    const info = referendumInfoOf.get(referendum);
    const isOpen = info?.type === "Ongoing";
    const until = info?.type === "Finished" ? boundUntil(vote, info.value, lockingIn(ledger, referendum)) : 0;
    const common = { kind: "vote", amount: balanceOfVote(vote), referendum } as const;
    return { ...common, until: isOpen ? undefined : until, endedBy: ["Democracy.remove_vote", unlock] };
  });
}

function delegation(state: StateView, who: AccountId): Reason[] {
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

function election(state: StateView, who: AccountId): Reason[] {
  const voter = voterOf(state, who);
  const endedBy = ["Elections.remove_voter"];
  return !voter ? [] : [{ kind: "election", amount: voter.stake, referendum: undefined, until: undefined, endedBy }];
}

/** What vests is bound in ever smaller parts; each schedule as a whole until its end. */
function vested(state: StateView, who: AccountId, now: number): Reason[] {
  const schedules = readState(vesting, state).vesting.get(who) ?? [];
  return schedules.map((schedule) => {
    const end = endOfVesting(schedule);
    const until = Number(end < lastBlock ? end : lastBlock);
    return {
      kind: "vesting",
      amount: vestingAt(schedule, now),
      referendum: undefined,
      until,
      endedBy: ["Vesting.vest"],
    };
  });
}

const known: readonly string[] = [votingLock, ...["phrelect", "vesting "].map((id) => toHex(utf8(id)))];

/** Locks of which nothing more is known here. */
function others(state: StateView, who: AccountId): Reason[] {
  const locks = readState(balances, state).locks.get(who);
  return locks.flatMap(({ id, amount }) =>
    known.includes(id) ? [] : [{ kind: "other", amount, referendum: undefined, until: undefined, endedBy: [] }],
  );
}
