import { encode, type Hex, toHex, utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { type Env, originOf, root, type Weight } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { blockLimits } from "../../executive/limits.ts";
import { isWithin } from "../../executive/weights.ts";
import { RuntimeCall } from "../../references.ts";
import { accountOf, addressOf, callsOf, type TestLedger } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { hold } from "../balances/holds.ts";
import { council } from "../council/spec.ts";
import { preimage } from "../preimage/spec.ts";
import { maxPerBlock, scheduler } from "../scheduler/spec.ts";
import { system } from "../system/spec.ts";
import { utility } from "../utility/spec.ts";
import { democracyHooks } from "./hooks.ts";
import { democracy } from "./spec.ts";
import { taskOf } from "./task-name.ts";
import { committeeOf, councilOf, gift, hashOfCall, inline, network, standard, vote } from "./testing.ts";
import { democracyLimits } from "./types.ts";
import { Vote } from "./vote.ts";

const own = callsOf(democracy);
const week = 7;
const deposit = 10n * PHA;
const propose = (amount: number, value = deposit) => own.propose({ proposal: inline(gift(amount)), value });
const zoe = (ledger: TestLedger) => ledger.balanceOf("Zoe").free / PHA;
const majority = (amount: number) => own.external_propose_majority({ proposal: inline(gift(amount)) });
const large = callsOf(utility).batch_all({
  calls: [callsOf(system).remark({ remark: new Uint8Array(200) }), gift(5)],
});
const bytes = encode(RuntimeCall, large);
const hash: Hex = toHex(blake2b256(bytes));
const lookup = { type: "Lookup", value: { hash, len: bytes.length } } as const;

const weightOf = democracyHooks.begin?.weight as (env: Env) => Weight;

/** A network in which a referendum on the council's proposal has begun. */
function voting(ledger = network()): TestLedger {
  ledger.run(councilOf(3, 5), majority(1));
  ledger.runTo(week);
  return ledger;
}

describe("a public proposal", () => {
  it("needs a deposit of ten PHA that its maker has", () => {
    const ledger = network();
    expect(ledger.refusal("Alice", propose(1, deposit - 1n))).toBe("Democracy.ValueLow");
    expect(ledger.refusal("Zoe", propose(1))).toBe("Balances.InsufficientBalance");
    ledger.run("Alice", propose(1));
    expect(ledger.refusal("Zoe", own.second({ proposal: 0 }))).toBe("Balances.InsufficientBalance");
    expect(ledger.refusal("Bob", own.second({ proposal: 1 }))).toBe("Democracy.ProposalMissing");
  });

  it("is one of a hundred, with a hundred deposits at most, however many there are of", () => {
    const ledger = network();
    for (let i = 0; i < democracyLimits.proposals; i++) ledger.run("Alice", propose(i));
    expect(ledger.refusal("Bob", propose(1))).toBe("Democracy.TooMany");
    for (let i = 1; i < democracyLimits.deposits; i++) ledger.run("Bob", own.second({ proposal: 7 }));
    expect(ledger.refusal("Bob", own.second({ proposal: 7 }))).toBe("Democracy.TooMany");
    expect(ledger.balanceOf("Bob").reserved).toBe(99n * deposit);
    ledger.runTo(week);
    expect(ledger.balanceOf("Bob").reserved).toBe(0n);
    expect(ledger.of(democracy).referendumInfoOf.get(0)).toMatchObject({ value: { proposal: inline(gift(7)) } });
  });

  it("that root drops keeps its deposits until anybody gives them back; one that waits keeps them", () => {
    const ledger = network();
    ledger.run("Alice", propose(1));
    ledger.run("Bob", own.second({ proposal: 0 }));
    const release = own.release_deposits({ prop_index: 0 });
    expect(ledger.refusal("Zoe", release)).toBe("Democracy.ProposalWaits");
    expect(ledger.refusal("Alice", own.clear_public_proposals({}))).toBe("frame.BadOrigin");
    ledger.run(root, own.clear_public_proposals({}));
    expect(ledger.happened(democracy)).toEqual(["Cleared"]);
    ledger.run("Bob", own.second({ proposal: 0 }));
    ledger.run("Zoe", release);
    expect(ledger.events(democracy)).toEqual([{ type: "DepositsReleased", value: { prop_index: 0 } }]);
    expect([ledger.balanceOf("Alice").reserved, ledger.balanceOf("Bob").reserved]).toEqual([0n, 0n]);
    expect(ledger.refusal("Zoe", release)).toBe("Democracy.ProposalMissing");
  });
});

describe("what the council wants", () => {
  it("is one thing at a time: by half it waits its turn, by three fifths it takes the place", () => {
    const ledger = network();
    const half = own.external_propose({ proposal: inline(gift(1)) });
    expect(ledger.refusal(councilOf(2, 5), half)).toBe("frame.BadOrigin");
    ledger.run(councilOf(3, 5), half);
    expect(ledger.refusal(councilOf(5, 5), half)).toBe("Democracy.DuplicateProposal");
    ledger.run(councilOf(3, 5), majority(2));
    expect(ledger.of(democracy).nextExternal.get()).toEqual([inline(gift(2)), { type: "SimpleMajority" }]);
  });

  it("is fast-tracked by its hash, over a block at least, and over less than three hours by all of the committee", () => {
    const ledger = network();
    const { figures } = ledger.of(democracy);
    figures.put({ ...figures.get(), fastTrackVoting: 5 });
    const track = (amount: number, voting_period: number) =>
      own.fast_track({ proposal_hash: hashOfCall(gift(amount)), voting_period, delay: 0 });
    ledger.run(councilOf(3, 5), majority(1));
    expect(ledger.refusal(committeeOf(2, 3), track(1, 4))).toBe("frame.BadOrigin");
    expect(ledger.refusal(committeeOf(3, 3), track(1, 0))).toBe("Democracy.VotingPeriodLow");
    expect(ledger.refusal(committeeOf(2, 3), track(2, 5))).toBe("Democracy.InvalidHash");
    figures.put({ ...figures.get(), instantAllowed: false });
    expect(ledger.refusal(committeeOf(3, 3), track(1, 4))).toBe("Democracy.InstantNotAllowed");
    ledger.run(committeeOf(2, 3), track(1, 5));
    expect(ledger.refusal(committeeOf(2, 3), track(1, 5))).toBe("Democracy.ProposalMissing");
  });

  it("has room for as many vetoes of one call as a list may be long", () => {
    const ledger = network();
    ledger.run(councilOf(3, 5), majority(1));
    const members = Array.from({ length: democracyLimits.blacklisted }, (_, i) => accountOf(`member ${i}`)).sort();
    ledger.of(democracy).blacklist.put(hashOfCall(gift(1)), [0, members]);
    const veto = own.veto_external({ proposal_hash: hashOfCall(gift(1)) });
    expect(ledger.refusal(originOf(council, "Member", accountOf("Alice")), veto)).toBe("Democracy.TooMany");
  });
});

describe("a vote", () => {
  it("is cast while its referendum goes on, and taken back then or afterwards", () => {
    const ledger = voting();
    const of = (ref_index: number) => own.vote({ ref_index, vote: standard(true, PHA) });
    expect(ledger.refusal("Bob", of(1))).toBe("Democracy.ReferendumInvalid");
    expect(ledger.refusal("Bob", own.remove_vote({ index: 0 }))).toBe("Democracy.NotVoter");
    ledger.run("Bob", of(0));
    const other = own.remove_other_vote({ target: addressOf("Bob"), index: 0 });
    expect(ledger.refusal("Zoe", other)).toBe("Democracy.NoPermission");
    ledger.runTo(2 * week);
    expect(ledger.refusal("Charlie", of(0))).toBe("Democracy.ReferendumInvalid");
    expect(ledger.refusal("Zoe", other)).toBe("Democracy.NoPermission");
    ledger.runTo(3 * week);
    ledger.run("Zoe", other);
    expect(ledger.of(democracy).votingOf.has(accountOf("Bob"))).toBe(false);
  });

  it("is one of a hundred of its account, finished ones counted", () => {
    const ledger = voting();
    const one = [0, standard(true, 1n)] as const;
    const votes = Array.from({ length: democracyLimits.votes }, (_, i) => [i + 1, one[1]] as const);
    const delegations = { votes: 0n, capital: 0n };
    ledger.of(democracy).votingOf.put(accountOf("Bob"), {
      type: "Direct",
      value: { votes, delegations, prior: [0, 0n] },
    });
    expect(ledger.refusal("Bob", own.vote({ ref_index: 0, vote: one[1] }))).toBe("Democracy.MaxVotesReached");
    ledger.run("Bob", own.remove_vote({ index: 1 }));
    ledger.run("Bob", own.vote({ ref_index: 0, vote: one[1] }));
  });

  it("is one byte: any other is refused where it comes in", () => {
    expect(() => encode(Vote, { aye: true, conviction: { type: "Locked7x" as never } })).toThrow();
    const ledger = voting();
    const signed = encode(RuntimeCall, own.vote({ ref_index: 0, vote: standard(true, PHA) }));
    const at = signed.indexOf(0x81);
    expect(at).toBeGreaterThan(0);
    for (const byte of [7, 0x7f, 0x87])
      expect(() => ledger.runtime.decodeExtrinsic(signed.with(at, byte))).toThrow(
        expect.objectContaining({ code: "transaction.Undecodable" }),
      );
  });

  it("of an account that lets another one vote is that one's; nobody delegates to itself, or over votes of its own", () => {
    const ledger = voting();
    const to = (who: string) =>
      own.delegate({ to: addressOf(who), conviction: { type: "Locked1x" }, balance: 20n * PHA });
    expect(ledger.refusal("Bob", to("Bob"))).toBe("Democracy.Nonsense");
    expect(ledger.refusal("Bob", own.undelegate({}))).toBe("Democracy.NotDelegating");
    expect(ledger.refusal("Zoe", to("Bob"))).toBe("Democracy.InsufficientFunds");
    vote(ledger, "Charlie", 0, standard(true, PHA));
    expect(ledger.refusal("Charlie", to("Bob"))).toBe("Democracy.VotesExist");
    ledger.run("Bob", to("Charlie"));
    expect(ledger.refusal("Bob", own.vote({ ref_index: 0, vote: standard(true, PHA) }))).toBe(
      "Democracy.AlreadyDelegating",
    );
    ledger.run("Bob", own.remove_vote({ index: 0 }));
    ledger.run("Bob", own.undelegate({}));
    ledger.run("Bob", own.unlock({ target: addressOf("Bob") }));
    expect(ledger.balanceOf("Bob").frozen).toBe(20n * PHA);
    ledger.runTo(2 * week);
    ledger.run("Zoe", own.unlock({ target: addressOf("Bob") }));
    expect(ledger.balanceOf("Bob").frozen).toBe(0n);
  });

  it("in a circle of delegations counts for nobody, and each gets out of it", () => {
    const ledger = voting();
    const circle = ["Bob", "Charlie", "Dave"] as const;
    circle.forEach((who, at) => {
      const to = addressOf(circle[(at + 1) % 3] ?? "");
      ledger.run(who, own.delegate({ to, conviction: { type: "None" }, balance: 10n * PHA }));
    });
    expect(ledger.of(democracy).referendumInfoOf.get(0)).toMatchObject({ value: { tally: { turnout: 0n } } });
    for (const who of circle) ledger.run(who, own.undelegate({}));
    for (const who of circle) ledger.run(who, own.unlock({ target: addressOf(who) }));
    for (const who of circle) expect(ledger.of(democracy).votingOf.has(accountOf(who))).toBe(false);
    expect(circle.map((who) => ledger.balanceOf(who).frozen)).toEqual([0n, 0n, 0n]);
  });
});

describe("a description", () => {
  const text = utf8("why this is good");
  const maybe_hash = toHex(blake2b256(text));
  const describe_ = (owner: Parameters<typeof own.set_metadata>[0]["owner"], maybe = true) =>
    own.set_metadata({ owner, maybe_hash: maybe ? maybe_hash : undefined });

  it("of a public proposal is its maker's, and goes along to the referendum", () => {
    const ledger = network();
    const proposal = { type: "Proposal", value: 0 } as const;
    expect(ledger.refusal("Alice", describe_(proposal))).toBe("Democracy.ProposalMissing");
    ledger.run("Alice", propose(1));
    expect(ledger.refusal("Alice", describe_(proposal))).toBe("Democracy.PreimageNotExist");
    ledger.run("Bob", callsOf(preimage).note_preimage({ bytes: text }));
    expect(ledger.refusal("Bob", describe_(proposal))).toBe("Democracy.NoPermission");
    ledger.run("Alice", describe_(proposal));
    ledger.runTo(week);
    const referendum = { type: "Referendum", value: 0 } as const;
    expect(ledger.happened(democracy)).toContain("MetadataTransferred");
    expect(ledger.of(democracy).metadataOf.get(referendum)).toBe(maybe_hash);
    expect(ledger.refusal("Alice", describe_(referendum, false))).toBe("Democracy.NoPermission");
    expect(ledger.refusal("Alice", describe_(referendum))).toBe("Democracy.NoPermission");
    ledger.runTo(2 * week);
    ledger.run("Zoe", describe_(referendum, false));
    expect(ledger.happened(democracy)).toEqual(["MetadataCleared"]);
    ledger.run(root, describe_(referendum));
  });

  it("of what the council wants is the part's of the council that could have wanted it so", () => {
    const ledger = network();
    ledger.run("Bob", callsOf(preimage).note_preimage({ bytes: text }));
    const external = { type: "External" } as const;
    expect(ledger.refusal(councilOf(5, 5), describe_(external))).toBe("Democracy.NoProposal");
    ledger.run(councilOf(5, 5), own.external_propose_default({ proposal: inline(gift(1)) }));
    expect(ledger.refusal(councilOf(4, 5), describe_(external))).toBe("Democracy.NoPermission");
    expect(ledger.refusal("Alice", describe_(external))).toBe("Democracy.NoPermission");
    expect(ledger.refusal(councilOf(1, 5), describe_(external))).toBe("frame.BadOrigin");
    ledger.run(councilOf(5, 5), describe_(external));
    ledger.run(root, own.blacklist({ proposal_hash: hashOfCall(gift(1)), maybe_ref_index: undefined }));
    expect(ledger.of(democracy).metadataOf.has(external)).toBe(false);
  });
});

describe("what passed", () => {
  const passed = (ledger: TestLedger) => {
    vote(ledger, "Alice", 0, standard(true, PHA));
    ledger.runTo(2 * week);
    expect(ledger.happened(democracy)).toContain("Passed");
  };

  it("is scheduled under its number's name, on root's authority", () => {
    const ledger = voting();
    passed(ledger);
    const taken = callsOf(scheduler).schedule_named_after({
      ...{ id: taskOf(1), after: 90, maybe_periodic: undefined, priority: 0, call: gift(1) },
    });
    expect(ledger.refusal(councilOf(3, 5), taken)).toBe("Scheduler.NameReserved");
    expect(taskOf(7)).toBe(`0x64656d6f6372616307${"00".repeat(23)}`);
    expect(ledger.of(scheduler).lookup.get(taskOf(0))).toEqual([3 * week, 0]);
    ledger.runTo(3 * week);
    expect(zoe(ledger)).toBe(1n);
  });

  it("whose preimage nobody noted waits for it until its block, free of charge, and ends there without", () => {
    for (const isNoted of [true, false]) {
      const ledger = network();
      ledger.run(councilOf(3, 5), own.external_propose_majority({ proposal: lookup }));
      ledger.runTo(week);
      passed(ledger);
      const before = ledger.balanceOf("Bob");
      if (isNoted) ledger.run("Bob", callsOf(preimage).note_preimage({ bytes }));
      expect(ledger.balanceOf("Bob")).toEqual(before);
      ledger.runTo(3 * week);
      expect([ledger.happened(scheduler), zoe(ledger)]).toEqual(
        isNoted ? [["Dispatched"], 5n] : [["CallUnavailable"], 0n],
      );
      expect(ledger.of(preimage).requestStatusFor.has(hash)).toBe(false);
    }
  });

  it("and is no call of this runtime ends as not available", () => {
    const ledger = network();
    const proposal = { type: "Inline", value: Uint8Array.of(255, 1, 2) } as const;
    ledger.run(councilOf(3, 5), own.external_propose_majority({ proposal }));
    ledger.runTo(week);
    passed(ledger);
    ledger.runTo(3 * week);
    expect(ledger.happened(scheduler)).toEqual(["CallUnavailable"]);
  });

  it("takes the next block with room where its own is full, and says so where none of ten has any", () => {
    const full = (ledger: TestLedger, blocks: number) => {
      const call = callsOf(system).remark({ remark: new Uint8Array(1) });
      for (let when = 3 * week; when < 3 * week + blocks; when++)
        for (let i = 0; i < maxPerBlock; i++)
          ledger.run(root, callsOf(scheduler).schedule({ when, maybe_periodic: undefined, priority: 0, call }));
    };
    const [late, never] = [voting(), voting()];
    full(late, 2);
    passed(late);
    late.runTo(3 * week + 2);
    expect(zoe(late)).toBe(1n);
    full(never, 10);
    passed(never);
    expect(never.happened(democracy)).toContain("NotScheduled");
  });

  it("and fails is passed all the same, with its error", () => {
    const ledger = network();
    const call = callsOf(utility).batch_all({ calls: [own.undelegate({})] });
    ledger.run(councilOf(3, 5), own.external_propose_majority({ proposal: inline(call) }));
    ledger.runTo(week);
    passed(ledger);
    ledger.runTo(3 * week);
    expect(ledger.events(scheduler)).toMatchObject([{ value: { result: { type: "Err" } } }]);
    expect(ledger.of(democracy).referendumInfoOf.get(0)).toMatchObject({ value: { approved: true } });
  });
});

describe("a block", () => {
  it("that did nothing of this is made good by the next: launches and ends are late, not lost", () => {
    const ledger = network();
    ledger.run(councilOf(3, 5), majority(1));
    ledger.runTo(3);
    const { due, nextLaunch } = ledger.of(democracy);
    // As after a migration, in whose blocks no hook runs.
    due.put(9);
    ledger.runTo(9);
    expect([ledger.of(democracy).referendumCount.get(), nextLaunch.get()]).toEqual([1, 2 * week]);
    vote(ledger, "Alice", 0, standard(true, PHA));
    ledger.of(democracy).due.put(9 + week + 3);
    ledger.runTo(9 + week + 3);
    expect(ledger.happened(democracy)).toContain("Passed");
  });

  it("has room for a launch among a hundred proposals with a hundred deposits each", () => {
    const worst = network();
    const people = Array.from({ length: democracyLimits.deposits }, (_, i) => accountOf(`depositor ${i}`));
    const each = 10n * PHA;
    worst.setBalances(Object.fromEntries(people.map((who) => [who, 1_000n * each])));
    const count = democracyLimits.proposals;
    for (const who of people) worst.act((env) => hold(env, who, democracy.holdReasons.Proposal, each * BigInt(count)));
    const { publicProps, depositOf } = worst.of(democracy);
    const proposal = { type: "Inline", value: new Uint8Array(128) } as const;
    publicProps.put(Array.from({ length: count }, (_, index) => [index, proposal, accountOf("Bob")] as const));
    for (let index = 0; index < count; index++) depositOf.put(index, [people, each]);
    worst.runTo(week - 1);
    const { due, nextLaunch } = worst.of(democracy);
    nextLaunch.put(week - 1);
    due.put(week - 1);
    const declared = worst.act((env) => weightOf(env));
    worst.blockOf();
    const before = worst.view;
    const { reads } = worst.blockOf();
    expect(worst.of(democracy).referendumCount.get()).toBe(1);
    // About what a key takes in a witness, and what is stored under it.
    const size = [...reads].reduce((sum, key) => sum + 1_100 + (before.get(key)?.length ?? 0), 0);
    expect(BigInt(size)).toBeLessThan(declared.proof_size);
    expect(isWithin(declared, blockLimits)).toBe(true);
  });
});
