import { encode } from "@pha/codec";
import { type Origin, originOf, root, signed } from "@pha/frame";
import { expect } from "vitest";
import { existentialDeposit, PHA } from "../../pallets/balances/account-data.ts";
import { balances } from "../../pallets/balances/spec.ts";
import { councilPallet } from "../../pallets/council/pallet.ts";
import { council } from "../../pallets/council/spec.ts";
import { lockedBy } from "../../pallets/democracy/bound.ts";
import { convictions } from "../../pallets/democracy/conviction.ts";
import { democracyPallet } from "../../pallets/democracy/pallet.ts";
import { start } from "../../pallets/democracy/referenda.ts";
import { democracy } from "../../pallets/democracy/spec.ts";
import type { VoteThreshold } from "../../pallets/democracy/threshold.ts";
import type { AccountVote } from "../../pallets/democracy/vote.ts";
import { democracyId } from "../../pallets/democracy-id.ts";
import { parametersPallet } from "../../pallets/parameters/pallet.ts";
import type { Profile } from "../../pallets/parameters/spec.ts";
import { type Bounded, hashOf } from "../../pallets/preimage/bounded.ts";
import { preimagePallet } from "../../pallets/preimage/pallet.ts";
import { schedulerPallet } from "../../pallets/scheduler/pallet.ts";
import { technicalCommitteePallet } from "../../pallets/technical-committee/pallet.ts";
import { technicalCommittee } from "../../pallets/technical-committee/spec.ts";
import { RuntimeCall } from "../../references.ts";
import { callsOf } from "../calls.ts";
import { TestLedger } from "../ledger.ts";
import { accountOf, addressOf } from "../people.ts";
import { type Step as AnyStep, type Replay, vectors } from "./cases.ts";

/** A step of these cases. */
type Step = AnyStep & { readonly who: number | "root" };

interface GivenVote {
  readonly type: "Standard" | "Split";
  readonly aye: never;
  readonly nay: number;
  readonly conviction: number;
  readonly balance: number;
}

interface Config {
  readonly accounts_free: Readonly<Record<string, number>>;
  readonly [figure: string]: number | boolean | Readonly<Record<string, number>>;
}

const own = callsOf(democracy);
const { force_set_balance } = callsOf(balances);
const config: Config = vectors["democracy_config"];

/** One unit of the cases' balances. */
const amountOf = (units: unknown): bigint => BigInt(units as number) * PHA;
const nameOf = (who: unknown): string => `account ${who}`;

/** What enacting a proposal does is seen in this account. */
const target = nameOf(42);

/** A block of the cases' is this many later here: their first is number 0, which no ledger has open. */
const offset = 2;

/** So many seats have the bodies of a profile: the council, the committee. */
const seats: Readonly<Record<Profile["type"], readonly [council: number, committee: number]>> = {
  Phala: [5, 3],
  Khala1290: [8, 3],
};

/** Replays a case of referenda. The cases' accounts with powers are the bodies that have these powers here. */
export const replayDemocracy: Replay = ({ steps }, profile) => new Replayed(profile).play(steps as readonly Step[]);

class Replayed {
  private readonly ledger: TestLedger;
  private readonly profile: Profile["type"];

  constructor(profile: Profile["type"]) {
    this.profile = profile;
    const genesis = {
      balances: Object.entries(config.accounts_free).map(([who, free]) => ({
        account: accountOf(nameOf(who)),
        amount: amountOf(free) + existentialDeposit,
      })),
      parameters: { profile: { type: profile }, blocksPerDay: 1 },
    };
    const pallets = [
      parametersPallet,
      preimagePallet,
      schedulerPallet,
      democracyPallet,
      councilPallet,
      technicalCommitteePallet,
    ];
    this.ledger = new TestLedger(pallets, { genesis });
    const number = (figure: string) => config[figure] as number;
    this.state.figures.put({
      launch: number("LaunchPeriod"),
      voting: number("VotingPeriod"),
      fastTrackVoting: number("FastTrackVotingPeriod"),
      enactment: number("EnactmentPeriod"),
      locking: number("VoteLockingPeriod"),
      cooloff: number("CooloffPeriod"),
      minimumDeposit: amountOf(config["MinimumDeposit"]),
      instantAllowed: config["InstantAllowed"] as boolean,
    });
    this.state.nextLaunch.put(0);
    this.state.due.put(0);
  }

  play(steps: readonly Step[]): void {
    const first = steps[0]?.op === "set_block" ? Number(steps[0]["n"]) : Number(config["start_block"]);
    this.ledger.runTo(first + offset);
    for (const [at, step] of steps.entries()) {
      if (step.op === "set_block") continue;
      const does = this.operations[step.op];
      if (!does) throw new Error(`no operation ${step.op}`);
      const name = `step ${at}: ${JSON.stringify(step)}`;
      if (step.err === undefined) does(step, name);
      else
        expect(
          refusalOf(() => does(step, name)),
          name,
        ).toBe(step.err);
    }
  }

  private get state() {
    return this.ledger.of(democracy);
  }

  /** Who has a power here that these accounts have there; any other account has none. */
  private by({ who }: Step, power: readonly number[], origin: () => Origin): Origin {
    if (who === "root") return root;
    return power.includes(who) ? origin() : signed(accountOf(nameOf(who)));
  }

  /** The least of a body that is a part of it. */
  private part(body: typeof council | typeof technicalCommittee, part: number, of: number): Origin {
    const all = seats[this.profile][body.name === council.name ? 0 : 1];
    return originOf(body as typeof council, "Members", [Math.ceil((part * all) / of), all]);
  }

  private readonly operations: Readonly<Record<string, (step: Step, name: string) => void>> = {
    to_block: ({ n }) => this.ledger.runTo(Number(n) + offset),
    next_block: () => this.ledger.runTo(this.ledger.now.number + 1),
    instant_allowed: ({ value }) => {
      this.state.figures.put({ ...this.state.figures.get(), instantAllowed: value as boolean });
    },
    inject: ({ end, value, threshold, delay }) => {
      const of = { proposal: proposalOf(value), threshold: { type: threshold as VoteThreshold["type"] } };
      this.ledger.act((env) => start(env, { ...of, end: Number(end) + offset, delay: Number(delay) }));
    },
    propose: (step) =>
      this.ledger.run(
        nameOf(step.who),
        own.propose({ proposal: proposalOf(step["value"]), value: amountOf(step["deposit"]) }),
      ),
    second: (step) => this.ledger.run(nameOf(step.who), own.second({ proposal: Number(step["prop"]) })),
    external: (step) => {
      const by = this.by(step, [2], () => this.part(council, 1, 2));
      this.ledger.run(by, own.external_propose({ proposal: proposalOf(step["value"]) }));
    },
    external_majority: (step) => {
      const [part, of] = this.profile === "Phala" ? [3, 5] : [3, 4];
      const by = this.by(step, [3], () => this.part(council, part ?? 1, of ?? 1));
      this.ledger.run(by, own.external_propose_majority({ proposal: proposalOf(step["value"]) }));
    },
    external_default: (step) => {
      const by = this.by(step, [1], () => this.part(council, 1, 1));
      this.ledger.run(by, own.external_propose_default({ proposal: proposalOf(step["value"]) }));
    },
    fast_track: (step) => {
      const [part, of] = step.who === 6 ? [1, 1] : [2, 3];
      const by = this.by(step, [5, 6], () => this.part(technicalCommittee, part ?? 1, of ?? 1));
      const proposal_hash = hashOf(proposalOf(step["value"]));
      this.ledger.run(
        by,
        own.fast_track({ proposal_hash, voting_period: Number(step["period"]), delay: Number(step["delay"]) }),
      );
    },
    veto: (step) => {
      const body = this.profile === "Phala" ? council : technicalCommittee;
      const by = this.by(step, [1, 2, 3, 4, 5], () =>
        originOf(body as typeof council, "Member", accountOf(nameOf(step.who))),
      );
      this.ledger.run(by, own.veto_external({ proposal_hash: hashOf(proposalOf(step["value"])) }));
    },
    emergency_cancel: (step) => {
      const by = this.by(step, [4], () => this.part(council, 2, 3));
      this.ledger.run(by, own.emergency_cancel({ ref_index: Number(step["ref"]) }));
    },
    cancel_referendum: ({ ref }) => this.ledger.run(root, own.cancel_referendum({ ref_index: Number(ref) })),
    blacklist: (step) => {
      const maybe_ref_index = step["ref"] === null ? undefined : Number(step["ref"]);
      const by = this.by(step, [], () => root);
      this.ledger.run(by, own.blacklist({ proposal_hash: hashOf(proposalOf(step["value"])), maybe_ref_index }));
    },
    cancel_proposal: (step) => {
      const by = step.who === "root" ? this.part(technicalCommittee, 1, 1) : this.by(step, [], () => root);
      this.ledger.run(by, own.cancel_proposal({ prop_index: Number(step["prop"]) }));
    },
    vote: (step) =>
      this.ledger.run(
        nameOf(step.who),
        own.vote({ ref_index: Number(step["ref"]), vote: voteOf(step["vote"] as GivenVote) }),
      ),
    delegate: (step) =>
      this.ledger.run(
        nameOf(step.who),
        own.delegate({
          to: addressOf(nameOf(step["to"])),
          conviction: { type: convictions[Number(step["conviction"])] ?? "None" },
          balance: amountOf(step["balance"]),
        }),
      ),
    undelegate: ({ who }) => this.ledger.run(nameOf(who), own.undelegate({})),
    remove_vote: ({ who, ref }) => this.ledger.run(nameOf(who), own.remove_vote({ index: Number(ref) })),
    remove_other_vote: ({ who, target: other, ref }) =>
      this.ledger.run(nameOf(who), own.remove_other_vote({ target: addressOf(nameOf(other)), index: Number(ref) })),
    unlock: ({ who, target: other }) => this.ledger.run(nameOf(who), own.unlock({ target: addressOf(nameOf(other)) })),

    expect_tally: ({ ref, ayes, nays, turnout }, name) =>
      expect(this.ongoing(ref)?.tally, name).toEqual({
        ayes: amountOf(ayes),
        nays: amountOf(nays),
        turnout: amountOf(turnout),
      }),
    expect_referendum: ({ ref, end, proposal, threshold, delay }, name) =>
      expect(this.ongoing(ref), name).toMatchObject({
        end: Number(end) + offset,
        proposal: proposalOf(proposal),
        threshold: { type: threshold },
        delay,
      }),
    expect_not_ongoing: ({ ref }, name) => expect(this.ongoing(ref), name).toBeUndefined(),
    expect_absent: ({ ref }, name) => expect(this.state.referendumInfoOf.has(Number(ref)), name).toBe(false),
    expect_finished: ({ ref, approved, end }, name) =>
      expect(this.state.referendumInfoOf.get(Number(ref)), name).toEqual({
        type: "Finished",
        value: { approved, end: Number(end) + offset },
      }),
    expect_lock: ({ who, amount }, name) => expect(this.lockOf(who), name).toBe(amountOf(amount)),
    expect_lock_at_least: ({ who, amount }, name) =>
      expect(this.lockOf(who), name).toBeGreaterThanOrEqual(amountOf(amount)),
    expect_free: ({ who, amount }, name) =>
      expect(this.ledger.balanceOf(nameOf(who)).free - existentialDeposit, name).toBe(amountOf(amount)),
    expect_target_balance: ({ amount }, name) =>
      expect(this.ledger.balanceOf(target).free, name).toBe(amountOf(amount)),
    expect_backing: ({ prop, amount }, name) => {
      const [depositors, deposit] = this.state.depositOf.get(Number(prop)) ?? [];
      const backing = deposit === undefined ? null : BigInt(depositors?.length ?? 0) * deposit;
      expect(backing, name).toBe(amount === null ? null : amountOf(amount));
    },
    expect_prior_lock: ({ who, until, amount }, name) =>
      expect(this.votingOf(who).value.prior, name).toEqual([
        until === 0 ? 0 : Number(until) + offset,
        amountOf(amount),
      ]),
    expect_locked_balance: ({ who, amount }, name) => expect(lockedBy(this.votingOf(who)), name).toBe(amountOf(amount)),
    expect_lowest_unbaked: ({ value }, name) => expect(this.state.lowestUnbaked.get(), name).toBe(value),
    expect_referendum_count: ({ value }, name) => expect(this.state.referendumCount.get(), name).toBe(value),
    expect_next_external: ({ exists }, name) => expect(this.state.nextExternal.has(), name).toBe(exists),
  };

  private ongoing(ref: unknown) {
    const info = this.state.referendumInfoOf.get(Number(ref));
    return info?.type === "Ongoing" ? info.value : undefined;
  }

  private lockOf(who: unknown): bigint {
    const locks = this.ledger.of(balances).locks.get(accountOf(nameOf(who)));
    return locks.find(({ id }) => id === democracyId)?.amount ?? 0n;
  }

  private votingOf(who: unknown) {
    return this.state.votingOf.get(accountOf(nameOf(who)));
  }
}

/** The call that a proposal's number stands for. */
export const proposalOf = (value: unknown): Bounded => ({
  type: "Inline",
  value: encode(RuntimeCall, force_set_balance({ who: addressOf(target), new_free: amountOf(value) })),
});

function voteOf({ type, aye, nay, conviction, balance }: GivenVote): AccountVote {
  if (type === "Split") return { type, value: { aye: amountOf(aye), nay: amountOf(nay) } };
  const vote = { aye, conviction: { type: convictions[conviction] ?? "None" } };
  return { type, value: { vote, balance: amountOf(balance) } };
}

/** Name of the error by which a step is refused. */
function refusalOf(step: () => void): string | undefined {
  try {
    step();
  } catch (error) {
    return (error as { readonly code?: string }).code?.split(".")[1] ?? String(error);
  }
  return undefined;
}
