import { type Call, filterOf, originOf, restrict, root, signed, storageKeys, viewOf } from "@pha/frame";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { accountOf, callsOf, dev, type TestLedger, testPallet } from "../../testing/index.ts";
import { councilPallet } from "../council/pallet.ts";
import { council } from "../council/spec.ts";
import { parametersPallet } from "../parameters/pallet.ts";
import { proxyPallet } from "../proxy/pallet.ts";
import { proxy } from "../proxy/spec.ts";
import { system } from "../system/spec.ts";
import { technicalCommitteePallet } from "../technical-committee/pallet.ts";
import { technicalCommittee } from "../technical-committee/spec.ts";
import { collectiveLimits } from "./contract.ts";
import { motionHash } from "./motion-hash.ts";

const people = ["Ada", "Ben", "Cleo", "Dan", "Eve"];
const seats = people.map(accountOf).sort();
const { set_members, execute, propose, vote, close, disapprove_proposal } = callsOf(council);
const remark = callsOf(system).remark({ remark: Uint8Array.of(1) });
const enough = { proposal_weight_bound: collectiveLimits.weight, length_bound: 1_000 };
const motion = { proposal_hash: motionHash(remark), index: 0 };

let ledger: TestLedger;
const open = (threshold: number, proposal: Call = remark) =>
  ledger.run("Ada", propose({ threshold, proposal, length_bound: 1_000 }));
const say = (approve: boolean, ...who: string[]) => {
  for (const each of who) ledger.run(each, vote({ proposal: motion.proposal_hash, index: 0, approve }));
};

beforeEach(() => {
  ledger = testPallet([parametersPallet, councilPallet, technicalCommitteePallet, proxyPallet], {
    genesis: {
      council: seats,
      technicalCommittee: seats.slice(0, 3),
      parameters: { profile: { type: "Phala" }, blocksPerDay: 2 },
    },
  });
});

describe("a motion", () => {
  it("is dispatched by whoever closes it once its ayes are there, on the authority of so many of so many", () => {
    open(3);
    expect(ledger.events(council)).toEqual([
      {
        type: "Proposed",
        value: { account: accountOf("Ada"), proposal_index: 0, proposal_hash: motion.proposal_hash, threshold: 3 },
      },
    ]);
    say(true, "Ada", "Ben");
    expect(ledger.refusal("Zoe", close({ ...motion, ...enough }))).toBe("Council.TooEarly");
    say(true, "Cleo");
    ledger.run("Zoe", close({ ...motion, ...enough }));
    expect(ledger.happened(council)).toEqual(["Closed", "Approved", "Executed"]);
    expect(ledger.of(council).proposals.get()).toEqual([]);
    expect(ledger.refusal("Zoe", close({ ...motion, ...enough }))).toBe("Council.ProposalMissing");
  });

  it("has its call dispatched whatever the one who closes it is restricted to", () => {
    open(2);
    say(true, "Ada", "Ben");
    const delegate = { type: "Governance" } as const;
    const restricted = restrict(signed(accountOf("Zoe")), filterOf(proxy, "Type", delegate));
    ledger.run(restricted, close({ ...motion, ...enough }));
    expect(ledger.events(council).at(-1)).toMatchObject({ type: "Executed", value: { result: { type: "Ok" } } });
  });

  it("that fewer than two have to agree to is dispatched at once, under what its proposer is restricted to", () => {
    open(1);
    expect(ledger.events(council)).toMatchObject([{ type: "Executed", value: { result: { type: "Ok" } } }]);
    const restricted = restrict(signed(accountOf("Ada")), filterOf(proxy, "Type", { type: "Governance" }));
    ledger.run(restricted, propose({ threshold: 0, proposal: remark, length_bound: 1_000 }));
    expect(ledger.events(council)).toMatchObject([{ type: "Executed", value: { result: { type: "Err" } } }]);
    expect(ledger.of(council).proposalCount.get()).toBe(0);
  });

  it("is the members' alone, once at a time, and no longer or heavier than was said", () => {
    const wide = { threshold: 2, proposal: remark, length_bound: 1_000 };
    expect(ledger.refusal("Zoe", propose(wide))).toBe("Council.NotMember");
    expect(ledger.refusal("Ada", propose({ ...wide, length_bound: 2 }))).toBe("Council.WrongProposalLength");
    const heavy = callsOf(council).close({
      ...motion,
      proposal_weight_bound: { ...collectiveLimits.weight, proof_size: 10n ** 12n },
      length_bound: 0,
    });
    expect(ledger.refusal("Ada", propose({ ...wide, proposal: heavy }))).toBe("Council.WrongProposalWeight");
    open(2);
    expect(ledger.refusal("Ben", propose(wide))).toBe("Council.DuplicateProposal");
  });

  it("is voted on by members, who may change their minds, also after its time until it is closed", () => {
    open(2);
    const aye = vote({ proposal: motion.proposal_hash, index: 0, approve: true });
    expect(ledger.refusal("Zoe", aye)).toBe("Council.NotMember");
    expect(ledger.refusal("Ben", vote({ proposal: accountOf("none"), index: 0, approve: true }))).toBe(
      "Council.ProposalMissing",
    );
    expect(ledger.refusal("Ben", vote({ proposal: motion.proposal_hash, index: 1, approve: true }))).toBe(
      "Council.WrongIndex",
    );
    ledger.run("Ben", aye);
    expect(ledger.refusal("Ben", aye)).toBe("Council.DuplicateVote");
    ledger.runTo(50);
    say(false, "Ben");
    expect(ledger.of(council).voting.get(motion.proposal_hash)).toMatchObject({
      ayes: [],
      nays: [accountOf("Ben")],
      end: 7,
    });
  });

  it("that cannot have its ayes any more ends at once, whatever the bounds", () => {
    open(4);
    say(false, "Ada", "Ben");
    ledger.run("Zoe", close({ ...motion, proposal_weight_bound: { ref_time: 0n, proof_size: 0n }, length_bound: 0 }));
    expect(ledger.happened(council)).toEqual(["Closed", "Disapproved"]);
  });

  it("whose call this runtime cannot read any more can be voted down and disapproved, and is not dispatched", () => {
    open(2);
    say(true, "Ada", "Ben");
    ledger.runTo(2);
    ledger.state.set(storageKeys(council).proposalOf.key(motion.proposal_hash), Uint8Array.of(255, 255));
    expect(ledger.refusal("Zoe", close({ ...motion, ...enough }))).toBe("Council.ProposalMissing");
    ledger.run(root, disapprove_proposal({ proposal_hash: motion.proposal_hash }));
    expect(ledger.of(council).proposals.get()).toEqual([]);
  });

  it.each([
    ["its length", { ...enough, length_bound: 1 }, "Council.WrongProposalLength"],
    [
      "its weight",
      { ...enough, proposal_weight_bound: { ref_time: 1n, proof_size: 1n } },
      "Council.WrongProposalWeight",
    ],
    ["its index", { ...enough, index: 4 }, "Council.WrongIndex"],
  ])("is not closed by who misjudges %s", (_, bounds, code) => {
    open(1 + 1);
    say(true, "Ada", "Ben");
    expect(ledger.refusal("Zoe", close({ ...motion, ...bounds }))).toBe(code);
  });

  it("weighs with its closing what the one who closes it lets it weigh", () => {
    const { runtime } = ledger;
    const feeOf = (ref_time: bigint) =>
      runtime.fee(
        runtime.decodeExtrinsic(
          ledger.sign(
            dev("Alice"),
            close({ ...motion, proposal_weight_bound: { ref_time, proof_size: 0n }, length_bound: 0 }),
          ),
        ),
        viewOf(new Map()),
      );
    expect(feeOf(10n ** 11n)).toBeGreaterThan(feeOf(0n));
  });
});

describe("the prime", () => {
  it("speaks, once the time is over, for those who are silent: alone it makes all of them", () => {
    ledger.run(root, set_members({ new_members: seats, prime: accountOf("Cleo"), old_count: 5 }));
    open(5);
    say(true, "Cleo");
    ledger.runTo(7);
    ledger.run("Zoe", close({ ...motion, ...enough }));
    expect(ledger.events(council)[0]).toMatchObject({ value: { yes: 5, no: 0 } });
  });

  it("that is silent itself says nay, and must be a member", () => {
    expect(ledger.refusal(root, set_members({ new_members: seats, prime: accountOf("Zoe"), old_count: 5 }))).toBe(
      "Council.PrimeAccountNotMember",
    );
    ledger.run(root, set_members({ new_members: seats, prime: accountOf("Cleo"), old_count: 5 }));
    open(5);
    say(true, "Ada", "Ben", "Dan");
    ledger.runTo(7);
    ledger.run("Zoe", close({ ...motion, ...enough }));
    expect(ledger.events(council)[0]).toMatchObject({ type: "Closed", value: { yes: 3, no: 2 } });
  });
});

describe("members", () => {
  it("who leave take their votes with them; those who stay keep theirs", () => {
    open(3);
    say(true, "Ada", "Ben");
    say(false, "Cleo");
    ledger.run(
      root,
      set_members({ new_members: [accountOf("Ben"), accountOf("Zoe")], prime: undefined, old_count: 5 }),
    );
    expect(ledger.of(council).voting.get(motion.proposal_hash)).toMatchObject({ ayes: [accountOf("Ben")], nays: [] });
    expect(ledger.of(council).members.get()).toEqual([accountOf("Ben"), accountOf("Zoe")].sort());
  });

  it("are at most a hundred, each once", () => {
    const many = Array.from({ length: 101 }, (_, i) => accountOf(`member ${i}`));
    expect(ledger.refusal(root, set_members({ new_members: many, prime: undefined, old_count: 5 }))).toBe(
      "Council.TooManyMembers",
    );
    ledger.run(
      root,
      set_members({ new_members: [...many.slice(0, 2), ...many.slice(0, 2)], prime: undefined, old_count: 5 }),
    );
    expect(ledger.of(council).members.get()).toHaveLength(2);
    const twice = () =>
      testPallet([parametersPallet, councilPallet], { genesis: { council: [seats[0] ?? "0x", seats[0] ?? "0x"] } });
    expect(twice).toThrow(expect.objectContaining({ code: "runtime.BadGenesis" }));
  });

  it("of the technical committee are set by more than half of the council", () => {
    const call = callsOf(technicalCommittee).set_members({ new_members: seats, prime: undefined, old_count: 3 });
    const by = (ayes: number, of: number) => originOf(council, "Members", [ayes, of]);
    expect(ledger.refusal(by(2, 4), call)).toBe("frame.BadOrigin");
    ledger.run(by(3, 5), call);
    expect(ledger.of(technicalCommittee).members.get()).toEqual(seats);
  });

  it("do alone what one member may", () => {
    expect(ledger.refusal("Zoe", execute({ proposal: remark, length_bound: 1_000 }))).toBe("Council.NotMember");
    expect(ledger.refusal("Ada", execute({ proposal: remark, length_bound: 0 }))).toBe("Council.WrongProposalLength");
    ledger.run("Ada", execute({ proposal: remark, length_bound: 1_000 }));
    expect(ledger.events(council)).toMatchObject([{ type: "MemberExecuted", value: { result: { type: "Ok" } } }]);
  });
});

it("whatever happens, no member votes twice, only members' votes count, and every motion has its call and its votes", () => {
  const person = fc.constantFrom(...people, "Zoe");
  const calls = [0, 1, 2].map((n) => callsOf(system).remark({ remark: Uint8Array.of(n) }));
  const which = fc.nat(2);
  const step = fc.oneof(
    fc
      .record({ who: person, threshold: fc.nat(7), which })
      .map(
        ({ who, threshold, which: n }) =>
          [who, propose({ threshold, proposal: calls[n] as Call, length_bound: 99 })] as const,
      ),
    fc
      .record({ who: person, approve: fc.boolean(), which, index: fc.nat(6) })
      .map(
        ({ who, approve, which: n, index }) =>
          [who, vote({ proposal: motionHash(calls[n] as Call), index, approve })] as const,
      ),
    fc
      .record({ who: person, which, index: fc.nat(6) })
      .map(
        ({ who, which: n, index }) =>
          [who, close({ proposal_hash: motionHash(calls[n] as Call), index, ...enough })] as const,
      ),
    fc.subarray([...people, "Zoe"]).map(
      (who) =>
        [
          root,
          set_members({
            new_members: who.map(accountOf),
            prime: who[0] === undefined ? undefined : accountOf(who[0]),
            old_count: 0,
          }),
        ] as const,
    ),
    fc.integer({ min: 1, max: 8 }).map((blocks) => blocks),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const made = testPallet([parametersPallet, councilPallet], {
        genesis: { council: seats, parameters: { profile: { type: "Phala" }, blocksPerDay: 1 } },
      });
      for (const each of steps) {
        if (typeof each === "number") made.runTo(made.now.number + each);
        else
          try {
            made.run(each[0], each[1]);
          } catch (error) {
            expect(error).toMatchObject({ module: expect.stringMatching(/Council/) });
          }
        const { members, prime, proposals, voting, proposalOf } = made.of(council);
        for (const hash of proposals.get()) {
          const { ayes = [], nays = [] } = voting.get(hash) ?? {};
          expect(new Set([...ayes, ...nays]).size).toBe(ayes.length + nays.length);
          for (const who of [...ayes, ...nays]) expect(members.get()).toContain(who);
          expect(proposalOf.has(hash) && voting.has(hash)).toBe(true);
        }
        const first = prime.get();
        if (first !== undefined) expect(members.get()).toContain(first);
      }
    }),
    { numRuns: 100 },
  );
});
