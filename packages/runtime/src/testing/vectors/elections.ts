import { root } from "@pha/frame";
import { expect } from "vitest";
import { existentialDeposit } from "../../pallets/balances/account-data.ts";
import { lockId } from "../../pallets/balances/lock-id.ts";
import { balances } from "../../pallets/balances/spec.ts";
import { councilPallet } from "../../pallets/council/pallet.ts";
import { council } from "../../pallets/council/spec.ts";
import { toVotes, unitOf } from "../../pallets/elections/election.ts";
import { normalize } from "../../pallets/elections/normalize.ts";
import { electionsPallet } from "../../pallets/elections/pallet.ts";
import { elect } from "../../pallets/elections/phragmen.ts";
import { elections } from "../../pallets/elections/spec.ts";
import { parametersPallet } from "../../pallets/parameters/pallet.ts";
import { system } from "../../pallets/system/spec.ts";
import { callsOf } from "../calls.ts";
import { testPallet } from "../index.ts";
import { type Case, type Replay, type Step, vectors } from "./cases.ts";
import { numbered } from "./collective.ts";

interface Election {
  readonly to_elect: number;
  readonly candidates: readonly number[];
  readonly voters: readonly { readonly stake: string; readonly votes: readonly number[] }[];
  readonly winners: readonly { readonly who: number; readonly backed_stake: string }[];
  readonly elected_round_order: readonly number[];
}

/** Replays one election. */
export const replayPhragmen: Replay<Election> = ({ to_elect, candidates, voters, winners, elected_round_order }) => {
  const ballots = voters.map(({ stake, votes }) => ({ stake: BigInt(stake), votes }));
  const elected = elect(to_elect, candidates, ballots);
  expect(elected.map(({ who }) => who)).toEqual(elected_round_order);
  const backed = new Map(winners.map(({ who, backed_stake }) => [who, BigInt(backed_stake)]));
  expect(new Map(elected.map(({ who, backed: by }) => [who, by]))).toEqual(backed);
};

interface Parts {
  readonly input: readonly (number | string)[];
  readonly target: number | string;
  readonly output: readonly (number | string)[];
}

/** Replays how parts are brought to a sum. */
export const replayNormalize: Replay<Parts> = ({ input, target, output }) =>
  expect(normalize(input.map(BigInt), BigInt(target))).toEqual(output.map(BigInt));

interface Counted {
  readonly issuance: string;
  readonly balance: string;
  readonly factor: string;
  readonly to_vote: string;
  readonly back: string;
}

/** Replays how stakes are counted. */
export const replayUnits: Replay<Counted> = ({ issuance, balance, factor, to_vote, back }) => {
  const unit = unitOf(BigInt(issuance));
  const votes = toVotes(BigInt(balance), unit);
  expect([unit, votes, votes * unit].map(String)).toEqual([factor, to_vote, back]);
};

/** Substrate's tests count in existential deposits. */
const unit = existentialDeposit;
const planck = (amount: number): bigint => BigInt(amount) * unit;
const lock = lockId("phrelect");

const defaults = vectors.elections_defaults;

/** Replays a case of elections to the council. */
export const replayElections: Replay = ({ config = {}, steps }: Case, profile) => {
  const figures: Record<string, number> = { ...defaults, ...(config as Record<string, number>) };
  const factor = figures["balance_factor"] ?? 1;
  const people = Object.entries<number>(defaults.accounts_free);
  const genesisMembers = (config["genesis_members"] ?? []) as readonly (readonly [number, number])[];
  const ledger = testPallet([parametersPallet, councilPallet, electionsPallet], {
    genesis: {
      balances: people.map(([who, amount]) => ({ account: numbered(Number(who)), amount: planck(amount * factor) })),
      council: [],
      parameters: { profile: { type: profile }, blocksPerDay: 100 },
      elections: genesisMembers.map(([who, stake]) => [numbered(who), planck(stake)] as const),
    },
  });
  const own = callsOf(elections);
  const state = ledger.of(elections);
  const names: Readonly<Record<string, string>> = {
    candidacy_bond: "candidacyBond",
    voting_bond_base: "votingBondBase",
    voting_bond_factor: "votingBondFactor",
    desired_members: "desiredMembers",
    desired_runners_up: "desiredRunnersUp",
    term_duration: "termDuration",
    max_votes_per_voter: "maxVotesPerVoter",
    max_voters: "maxVoters",
    max_candidates: "maxCandidates",
  };
  const set = (name: string, value: number) => {
    const amount = /bond/.test(name) ? planck(value) : value;
    state.figures.put({ ...state.figures.get(), [names[name] as string]: amount });
  };
  for (const name of Object.keys(names)) set(name, figures[name] as number);

  const ids = (of: unknown) => (of as readonly number[]).map(numbered);
  const numberOf = (who: string) => Number(BigInt(who));
  const nearest = (amount: bigint) => Number((2n * amount + unit) / (2n * unit));
  const callOf = (step: Step) => {
    const { op, votes, stake } = step as Step & { stake: number };
    if (op === "vote") return own.vote({ votes: ids(votes), value: planck(stake) });
    if (op === "remove_voter") return own.remove_voter({});
    if (op === "submit_candidacy")
      return own.submit_candidacy({ candidate_count: (step["count"] as number) ?? state.candidates.get().length });
    if (op === "renounce") {
      const role = step["role"] as "Member" | "RunnerUp" | "Candidate";
      const value = (step["count"] as number) ?? 0;
      return own.renounce_candidacy({ renouncing: role === "Candidate" ? { type: role, value } : { type: role } });
    }
    if (op === "remove_member")
      return own.remove_member({
        who: { type: "Id", value: numbered(step["who"] as number) },
        slash_bond: step["slash"] as boolean,
        rerun_election: step["rerun"] as boolean,
      });
    return undefined;
  };
  const dataOf = (step: Step) => ledger.balanceOf(numbered(step["who"] as number));
  const stakes = (of: readonly { who: string; stake: bigint }[]) =>
    of.map((each) => [numberOf(each.who), nearest(each.stake)]);
  const checks: Readonly<Record<string, (step: Step) => readonly [unknown, unknown]>> = {
    expect_balance: (step) => {
      const { free, reserved } = dataOf(step);
      return [
        { free: nearest(free), reserved: nearest(reserved) },
        { free: step["free"], reserved: step["reserved"] ?? nearest(reserved) },
      ];
    },
    expect_candidates: ({ ids: of }) => [state.candidates.get().map(([who]) => who), ids(of)],
    expect_candidates_full: ({ list }) => [
      state.candidates.get().map(([who, deposit]) => [numberOf(who), nearest(deposit)]),
      list,
    ],
    expect_last_event: ({ event }) => {
      const last = ledger.events(elections).at(-1);
      const given =
        last?.type === "NewTerm"
          ? [last.type, last.value.new_members.map(([who, stake]) => [numberOf(who), nearest(stake)])]
          : last?.type;
      return [given, event];
    },
    expect_lock: (step) => {
      const locks = ledger.of(balances).locks.get(numbered(step["who"] as number));
      return [nearest(locks.find(({ id }) => id === lock)?.amount ?? 0n), step["amount"]];
    },
    expect_members: ({ ids: of }) => [state.members.get().map(({ who }) => who), ids(of)],
    expect_members_and_stake: ({ list }) => [stakes(state.members.get()), list],
    expect_members_full: ({ list }) => [
      state.members.get().map(({ who, stake, deposit }) => [numberOf(who), nearest(stake), nearest(deposit)]),
      list,
    ],
    expect_prime: ({ who }) => [ledger.of(council).prime.get(), who === null ? undefined : numbered(who as number)],
    expect_rounds: ({ value }) => [state.electionRounds.get(), value],
    expect_runners_up: ({ ids: of }) => [state.runnersUp.get().map(({ who }) => who), ids(of)],
    expect_runners_up_and_stake: ({ list }) => [stakes(state.runnersUp.get()), list],
    expect_voter_deposit: (step) => [
      nearest(state.voting.get(numbered(step["who"] as number))?.deposit ?? 0n),
      step["amount"],
    ],
    expect_voters: ({ ids: of }) => [
      state.voting
        .page(0, 100)
        .map(([who]) => who)
        .sort(),
      ids(of).sort(),
    ],
  };

  for (const [place, step] of steps.entries()) {
    const where = `step ${place}: ${JSON.stringify(step)}`;
    const made = callOf(step);
    const check = checks[step.op];
    if (made) {
      const caller = step.op === "remove_member" ? root : numbered(step["who"] as number);
      if (step.err === undefined) ledger.run(caller, made);
      else expect(ledger.refusal(caller, made), where).toBe(`Elections.${step.err}`);
    } else if (step.op === "election_at") ledger.runTo(step["n"] as number);
    else if (step.op === "set_param") set(step["name"] as string, step["value"] as number);
    else if (step.op === "set_balance") {
      const who = numbered(step["who"] as number);
      const { account } = ledger.of(system);
      const before = account.get(who);
      const [free, reserved] = [planck(step["free"] as number), planck(step["reserved"] as number)];
      account.put(who, { ...before, consumers: before.consumers + 1, data: { ...before.data, free, reserved } });
      const { totalIssuance } = ledger.of(balances);
      totalIssuance.put(totalIssuance.get() + free + reserved - before.data.free - before.data.reserved);
    } else if (check) {
      const [given, expected] = check(step);
      expect(given, where).toEqual(expected);
    } else throw new Error(`${where}: not known`);
  }
};
