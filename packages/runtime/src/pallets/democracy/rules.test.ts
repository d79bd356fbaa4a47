import { originOf, root } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { accountOf, addressOf, callsOf, type TestLedger } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { miningAccount, treasuryAccount } from "../balances/pallet-account.ts";
import { balances } from "../balances/spec.ts";
import { council } from "../council/spec.ts";
import { system } from "../system/spec.ts";
import { technicalCommittee } from "../technical-committee/spec.ts";
import { utility } from "../utility/spec.ts";
import { electorate } from "./electorate.ts";
import { democracy } from "./spec.ts";
import { committeeOf, councilOf, gift, hashOfCall, inline, network, pass, standard, vote } from "./testing.ts";

const own = callsOf(democracy);
const week = 7;
const majority = own.external_propose_majority({ proposal: inline(gift(1)) });
const unanimous = own.external_propose_default({ proposal: inline(gift(1)) });
const tracked = { proposal_hash: hashOfCall(gift(1)), delay: 2 };

const propose = (ledger: TestLedger, who: string, amount: number, deposit = 10n) =>
  ledger.run(who, own.propose({ proposal: inline(gift(amount)), value: deposit * PHA }));
const zoe = (ledger: TestLedger) => ledger.balanceOf("Zoe").free / PHA;
const referendum = (ledger: TestLedger, index = 0) => {
  const info = ledger.of(democracy).referendumInfoOf.get(index);
  return info?.type === "Ongoing" ? info.value : undefined;
};
const tally = (ledger: TestLedger) => referendum(ledger)?.tally;

describe("three options", () => {
  it("aye and nay count for a side and for turnout, abstain for turnout alone", () => {
    const ledger = network();
    propose(ledger, "Alice", 1);
    ledger.runTo(week);
    vote(ledger, "Alice", 0, standard(true, 5n * PHA, "Locked2x"));
    vote(ledger, "Bob", 0, standard(false, 7n * PHA));
    vote(ledger, "Charlie", 0, { type: "SplitAbstain", value: { aye: 0n, nay: 0n, abstain: 9n * PHA } });
    expect(tally(ledger)).toEqual({ ayes: 10n * PHA, nays: 7n * PHA, turnout: 21n * PHA });
  });

  it("a vote may be split over all three, each side without conviction", () => {
    const ledger = network();
    propose(ledger, "Alice", 1);
    ledger.runTo(week);
    vote(ledger, "Bob", 0, { type: "Split", value: { aye: 40n * PHA, nay: 20n * PHA } });
    expect(tally(ledger)).toEqual({ ayes: 4n * PHA, nays: 2n * PHA, turnout: 60n * PHA });
    vote(ledger, "Bob", 0, { type: "SplitAbstain", value: { aye: 30n * PHA, nay: 10n * PHA, abstain: 50n * PHA } });
    expect(tally(ledger)).toEqual({ ayes: 3n * PHA, nays: PHA, turnout: 90n * PHA });
  });

  it("whoever abstains is bound while the referendum goes on, and not by its outcome", () => {
    const ledger = network();
    propose(ledger, "Alice", 1);
    ledger.runTo(week);
    vote(ledger, "Bob", 0, { type: "SplitAbstain", value: { aye: 0n, nay: 0n, abstain: 50n * PHA } });
    expect(ledger.balanceOf("Bob").frozen).toBe(50n * PHA);
    ledger.runTo(2 * week);
    ledger.run("Zoe", own.remove_other_vote({ target: addressOf("Bob"), index: 0 }));
    ledger.run("Zoe", own.unlock({ target: addressOf("Bob") }));
    expect(ledger.balanceOf("Bob").frozen).toBe(0n);
  });

  it("abstaining moves what passes: with turnout the bias fades", () => {
    const outcome = (abstains: boolean) => {
      const ledger = network();
      propose(ledger, "Alice", 1);
      ledger.runTo(week);
      vote(ledger, "Alice", 0, standard(true, 3_000_000n * PHA));
      vote(ledger, "Bob", 0, standard(false, 2_000_000n * PHA));
      if (abstains)
        for (const who of ["Charlie", "Dave", "Eve", "Ferdie"])
          vote(ledger, who, 0, { type: "SplitAbstain", value: { aye: 0n, nay: 0n, abstain: 9_000_000n * PHA } });
      for (const who of ["Alice//stash", "Bob//stash", "Charlie//stash", "Dave//stash", "Eve//stash", "Ferdie//stash"])
        if (abstains)
          vote(ledger, who, 0, { type: "SplitAbstain", value: { aye: 0n, nay: 0n, abstain: 9_000_000n * PHA } });
      ledger.runTo(2 * week);
      return ledger.happened(democracy);
    };
    expect(outcome(false)).toContain("NotPassed");
    expect(outcome(true)).toContain("Passed");
  });
});

describe("four ways to a referendum", () => {
  it("a public proposal: with most deposits it is launched next, under positive turnout bias", () => {
    const ledger = network();
    propose(ledger, "Alice", 1, 20n);
    propose(ledger, "Bob", 2);
    for (const who of ["Charlie", "Dave"]) ledger.run(who, own.second({ proposal: 1 }));
    const held = ledger.balanceOf("Dave").reserved;
    expect(held).toBe(10n * PHA);
    ledger.runTo(week);
    expect(referendum(ledger)).toMatchObject({
      proposal: inline(gift(2)),
      threshold: { type: "SuperMajorityApprove" },
      end: 2 * week,
      delay: week,
    });
    expect(["Bob", "Charlie", "Dave"].map((who) => ledger.balanceOf(who).reserved)).toEqual([0n, 0n, 0n]);
    expect(ledger.balanceOf("Alice").reserved).toBe(20n * PHA);
  });

  it("a motion of three fifths of the council, but not of all: by simple majority", () => {
    const ledger = network();
    pass(ledger, council, ["Alice", "Bob", "Charlie"], majority);
    ledger.runTo(week);
    expect(referendum(ledger)).toMatchObject({ threshold: { type: "SimpleMajority" }, delay: week });
    expect(ledger.refusal(councilOf(2, 5), majority)).toBe("frame.BadOrigin");
    expect(ledger.refusal(councilOf(4, 5), unanimous)).toBe("frame.BadOrigin");
  });

  it("a motion of all of the council: under negative turnout bias", () => {
    const ledger = network();
    pass(ledger, council, ["Alice", "Bob", "Charlie", "Dave", "Eve"], unanimous);
    ledger.runTo(week);
    expect(referendum(ledger)).toMatchObject({ threshold: { type: "SuperMajorityAgainst" }, delay: week });
  });

  it("part of a referendum that was enacted: with the delay that it sets", () => {
    const ledger = network();
    const next = own.external_propose_majority({ proposal: inline(gift(9)) });
    const begin = own.fast_track({ proposal_hash: hashOfCall(gift(9)), voting_period: 5, delay: 3 });
    const call = callsOf(utility).batch_all({ calls: [next, begin] });
    ledger.run(councilOf(3, 5), own.external_propose_majority({ proposal: inline(call) }));
    ledger.runTo(week);
    vote(ledger, "Alice", 0, standard(true, PHA));
    ledger.runTo(3 * week);
    expect(referendum(ledger, 1)).toMatchObject({ end: 3 * week + 5, delay: 3, proposal: inline(gift(9)) });
    vote(ledger, "Alice", 1, standard(true, PHA));
    ledger.runTo(3 * week + 5 + 3);
    expect(zoe(ledger)).toBe(9n);
  });

  it("an emergency: two thirds of the technical committee launch at once what the council has authorised", () => {
    const ledger = network();
    const begin = own.fast_track({ ...tracked, voting_period: 1 });
    expect(ledger.refusal(committeeOf(2, 3), begin)).toBe("Democracy.ProposalMissing");
    pass(ledger, council, ["Alice", "Bob", "Charlie"], majority);
    pass(ledger, technicalCommittee, ["Alice", "Bob"], begin);
    expect(referendum(ledger)).toMatchObject({ end: ledger.now.number + 1, threshold: { type: "SimpleMajority" } });
    vote(ledger, "Alice", 0, standard(true, PHA));
    ledger.runTo(ledger.now.number + 3);
    expect(zoe(ledger)).toBe(1n);
  });

  it("the technical committee alone launches nothing, nor what half of the council wants", () => {
    const ledger = network();
    ledger.run(councilOf(3, 5), own.external_propose({ proposal: inline(gift(1)) }));
    expect(ledger.refusal(committeeOf(3, 3), own.fast_track({ ...tracked, voting_period: 9 }))).toBe(
      "Democracy.NotSimpleMajority",
    );
    expect(ledger.refusal(committeeOf(1, 3), own.fast_track({ ...tracked, voting_period: 9 }))).toBe("frame.BadOrigin");
    expect(ledger.refusal(committeeOf(3, 3), majority)).toBe("frame.BadOrigin");
  });
});

describe("one at a time", () => {
  it("a fast-tracked referendum is the only one that runs beside another", () => {
    const ledger = network();
    const { figures } = ledger.of(democracy);
    figures.put({ ...figures.get(), voting: 10 });
    propose(ledger, "Alice", 1);
    propose(ledger, "Bob", 2);
    ledger.runTo(week);
    ledger.run(councilOf(3, 5), own.external_propose_majority({ proposal: inline(gift(3)) }));
    ledger.run(
      committeeOf(2, 3),
      own.fast_track({ ...tracked, proposal_hash: hashOfCall(gift(3)), voting_period: 30 }),
    );
    expect([referendum(ledger, 0), referendum(ledger, 1)]).not.toContain(undefined);
    ledger.runTo(2 * week);
    expect(ledger.of(democracy).referendumCount.get()).toBe(2);
    ledger.runTo(3 * week);
    expect(ledger.of(democracy).referendumCount.get()).toBe(3);
    expect([referendum(ledger, 0), referendum(ledger, 1)?.end]).toEqual([undefined, week + 30]);
  });

  it("every week one, of the council and of the public in turns, the other's where one has none", () => {
    const ledger = network();
    const { figures } = ledger.of(democracy);
    expect([figures.get().launch, figures.get().voting]).toEqual([week, week]);
    for (const amount of [11, 12, 13]) propose(ledger, "Alice", amount);
    const external = (amount: number) =>
      ledger.run(councilOf(3, 5), own.external_propose_majority({ proposal: inline(gift(amount)) }));
    external(21);
    ledger.runTo(week);
    external(22);
    ledger.runTo(2 * week);
    ledger.runTo(3 * week);
    ledger.runTo(4 * week);
    const { referendumInfoOf } = ledger.of(democracy);
    expect(ledger.of(democracy).referendumCount.get()).toBe(4);
    expect(referendumInfoOf.get(3)).toMatchObject({ type: "Ongoing" });
    const order = [0, 1, 2].map((index) => referendumInfoOf.get(index)?.type);
    expect(order).toEqual(["Finished", "Finished", "Finished"]);
  });
});

describe("a veto", () => {
  const by = (name: string, body = council) => originOf(body, "Member", accountOf(name));
  const veto = own.veto_external({ proposal_hash: hashOfCall(gift(1)) });
  const again = own.external_propose({ proposal: inline(gift(1)) });

  it("of any member of the council takes its proposal away, and lets nobody propose it for a week", () => {
    const ledger = network();
    ledger.run(councilOf(3, 5), majority);
    ledger.run("Alice", callsOf(council).execute({ proposal: veto, length_bound: 1_000 }));
    expect(ledger.happened(democracy)).toEqual(["Vetoed"]);
    expect(ledger.of(democracy).nextExternal.has()).toBe(false);
    const until = ledger.now.number + week;
    for (const call of [again, own.propose({ proposal: inline(gift(1)), value: 10n * PHA })])
      expect(ledger.refusal(call === again ? councilOf(3, 5) : "Bob", call)).toBe("Democracy.ProposalBlacklisted");
    ledger.runTo(until);
    ledger.run(councilOf(3, 5), again);
  });

  it("is had once, and never again for a proposal that comes back; other members have theirs", () => {
    const ledger = network();
    ledger.run(councilOf(3, 5), majority);
    ledger.run(by("Alice"), veto);
    ledger.runTo(week + 2);
    ledger.run(councilOf(3, 5), majority);
    expect(ledger.refusal(by("Alice"), veto)).toBe("Democracy.AlreadyVetoed");
    ledger.run(by("Bob"), veto);
    ledger.runTo(3 * week);
    ledger.run(councilOf(3, 5), majority);
    for (const who of ["Alice", "Bob"]) expect(ledger.refusal(by(who), veto)).toBe("Democracy.AlreadyVetoed");
    expect(ledger.refusal(by("Charlie"), own.veto_external({ proposal_hash: hashOfCall(gift(2)) }))).toBe(
      "Democracy.ProposalMissing",
    );
  });

  it("is the council's members' alone: not of root, not of a motion, and by Khala's rules of the committee's", () => {
    for (const [profile, body, other] of [
      ["Phala", council, technicalCommittee as unknown as typeof council],
      ["Khala1290", technicalCommittee as unknown as typeof council, council],
    ] as const) {
      const ledger = network(profile);
      expect(ledger.refusal(by("Alice", body), veto)).toBe("Democracy.NoProposal");
      for (const caller of [root, councilOf(5, 5), by("Alice", other), "Alice"])
        expect(ledger.refusal(caller, veto)).toBe("frame.BadOrigin");
    }
  });
});

describe("an end before its time", () => {
  it("two thirds of the council cancel a referendum, once for each call", () => {
    const ledger = network();
    for (let i = 0; i < 2; i++) propose(ledger, "Alice", 1);
    ledger.runTo(week);
    const cancel = own.emergency_cancel({ ref_index: 0 });
    expect(ledger.refusal(councilOf(3, 5), cancel)).toBe("frame.BadOrigin");
    vote(ledger, "Bob", 0, standard(true, 5n * PHA, "Locked6x"));
    ledger.run(councilOf(4, 5), cancel);
    expect(ledger.of(democracy).referendumInfoOf.has(0)).toBe(false);
    ledger.run("Zoe", own.remove_other_vote({ target: addressOf("Bob"), index: 0 }));
    ledger.run("Zoe", own.unlock({ target: addressOf("Bob") }));
    expect(ledger.balanceOf("Bob").frozen).toBe(0n);
    ledger.runTo(2 * week);
    expect(ledger.refusal(councilOf(5, 5), own.emergency_cancel({ ref_index: 1 }))).toBe("Democracy.AlreadyCanceled");
    expect(ledger.refusal(councilOf(5, 5), cancel)).toBe("Democracy.ReferendumInvalid");
    expect(ledger.refusal(councilOf(5, 5), own.cancel_referendum({ ref_index: 1 }))).toBe("frame.BadOrigin");
    ledger.run(root, own.cancel_referendum({ ref_index: 1 }));
  });

  it("all of the technical committee cancel a public proposal, whose deposits the treasury gets", () => {
    const ledger = network();
    propose(ledger, "Alice", 1);
    ledger.run("Bob", own.second({ proposal: 0 }));
    const cancel = own.cancel_proposal({ prop_index: 0 });
    const before = ledger.balanceOf(treasuryAccount).free;
    expect(ledger.refusal(committeeOf(2, 3), cancel)).toBe("frame.BadOrigin");
    ledger.run(committeeOf(3, 3), cancel);
    expect(ledger.balanceOf(treasuryAccount).free - before).toBe(20n * PHA);
    expect([ledger.balanceOf("Alice").reserved, ledger.balanceOf("Bob").reserved]).toEqual([0n, 0n]);
    expect(ledger.refusal("Bob", own.second({ proposal: 0 }))).toBe("Democracy.ProposalMissing");
  });

  it("root forbids a call for ever: proposed, wanted by the council, or voted on", () => {
    const ledger = network();
    propose(ledger, "Alice", 1);
    ledger.runTo(week);
    propose(ledger, "Alice", 1);
    ledger.run(councilOf(3, 5), majority);
    const before = ledger.balanceOf(treasuryAccount).free;
    const forbid = own.blacklist({ proposal_hash: hashOfCall(gift(1)), maybe_ref_index: 0 });
    expect(ledger.refusal(councilOf(5, 5), forbid)).toBe("frame.BadOrigin");
    ledger.run(root, forbid);
    expect(ledger.events(democracy)).toContainEqual({ type: "ProposalCanceled", value: { prop_index: 1 } });
    const { nextExternal, publicProps, referendumInfoOf } = ledger.of(democracy);
    expect([nextExternal.has(), publicProps.get(), referendumInfoOf.has(0)]).toEqual([false, [], false]);
    expect(ledger.balanceOf(treasuryAccount).free - before).toBe(10n * PHA);
    ledger.runTo(1_000);
    const again = own.propose({ proposal: inline(gift(1)), value: 10n * PHA });
    expect(ledger.refusal("Alice", again)).toBe("Democracy.ProposalBlacklisted");
  });
});

describe("who could vote", () => {
  it("is the issuance without the treasury and what work is paid from, which vote with nothing", () => {
    const ledger = network();
    const free = ledger.balanceOf(treasuryAccount).free + ledger.balanceOf(miningAccount).free;
    const issuance = 1_000_000_000n * PHA;
    const could = electorate(ledger.of(system), ledger.of(balances));
    expect(could).toBe(issuance - free);
    expect(could).toBeLessThan(issuance / 5n);
  });

  it("nobody votes with more than is free; what is locked already counts again", () => {
    const ledger = network();
    propose(ledger, "Alice", 1);
    ledger.runTo(week);
    const { free } = ledger.balanceOf("Bob");
    const of = (balance: bigint) => own.vote({ ref_index: 0, vote: standard(true, balance) });
    expect(ledger.refusal("Bob", of(free + 1n))).toBe("Democracy.InsufficientFunds");
    ledger.run("Bob", of(free));
    expect(ledger.balanceOf("Bob").frozen).toBe(free);
    ledger.run("Bob", of(PHA));
    expect([tally(ledger)?.turnout, ledger.balanceOf("Bob").frozen]).toEqual([PHA, free]);
  });
});

it("by Khala's rules a simple majority takes three quarters of the council, enactment and locks eight days", () => {
  const ledger = network("Khala1290");
  expect(ledger.refusal(councilOf(5, 8), majority)).toBe("frame.BadOrigin");
  ledger.run(councilOf(6, 8), majority);
  ledger.runTo(week);
  expect(referendum(ledger)).toMatchObject({ delay: 8, end: 2 * week });
  expect(ledger.of(democracy).figures.get()).toMatchObject({ locking: 8, enactment: 8, cooloff: 7 });
});
