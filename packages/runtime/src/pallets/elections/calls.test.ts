import { type Call, type Env, root, type Weight } from "@pha/frame";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { blockLimits } from "../../executive/limits.ts";
import { isWithin, noWeight, subtractWeights, timesWeight } from "../../executive/weights.ts";
import { accountOf, addressOf, type Caller, callsOf, type TestLedger, testPallet } from "../../testing/index.ts";
import { weights } from "../../weights.ts";
import { existentialDeposit, PHA } from "../balances/account-data.ts";
import { setLock } from "../balances/holds.ts";
import { lockId } from "../balances/lock-id.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { balances } from "../balances/spec.ts";
import { councilPallet } from "../council/pallet.ts";
import { council } from "../council/spec.ts";
import { parametersPallet } from "../parameters/pallet.ts";
import { system } from "../system/spec.ts";
import { mostVoters } from "./figures.ts";
import { electionsHooks } from "./hooks.ts";
import { electionsPallet } from "./pallet.ts";
import { elect } from "./phragmen.ts";
import { elections } from "./spec.ts";
import { endTerm as electAnew } from "./term.ts";

const { vote, remove_voter, submit_candidacy, renounce_candidacy, remove_member, clean_defunct_voters } =
  callsOf(elections);
const people = ["Ada", "Ben", "Cleo", "Dan", "Eve", "Fay", "Gus", "Hal"];
const start = 1_000n * PHA;
const stand = submit_candidacy({ candidate_count: 1_000 });
const candidacy = renounce_candidacy({ renouncing: { type: "Candidate", value: 1_000 } });
const give = (value: bigint, ...whom: string[]) => vote({ votes: whom.map(accountOf), value: value * PHA });

let ledger: TestLedger;
const state = () => ledger.of(elections);
const endTerm = () => ledger.runTo(ledger.now.number + 4 - (ledger.now.number % 4));
const refused = (who: string, call: Call) => ledger.refusal(who, call);

beforeEach(() => {
  ledger = testPallet([parametersPallet, councilPallet, electionsPallet], {
    genesis: { council: [], parameters: { profile: { type: "Phala" }, blocksPerDay: 4 } },
  });
  ledger.setBalances(Object.fromEntries(people.map((who) => [who, start])));
});

describe("by the network's figures", () => {
  it("five are elected to the council, seven come next, and a term is a day", () => {
    for (const who of people) ledger.run(who, stand);
    for (const [i, who] of people.entries()) ledger.run(who, give(100n + BigInt(i), who));
    endTerm();
    expect(state().members.get()).toHaveLength(5);
    expect(ledger.of(council).members.get()).toEqual(people.slice(3).map(accountOf).sort());
    expect(
      state()
        .runnersUp.get()
        .map(({ who }) => who),
    ).toEqual(people.slice(0, 3).map(accountOf));
    expect(ledger.of(council).prime.get()).toBe(accountOf("Hal"));
    expect(ledger.balanceOf("Ada").reserved).toBe((10n + 1n) * PHA + (11n * PHA) / 100n);
  });

  it("Khala's profile elects eight, with eight to come next", () => {
    const genesis = { parameters: { profile: { type: "Khala1290" }, blocksPerDay: 7_200 } } as const;
    const { figures } = testPallet([parametersPallet, councilPallet, electionsPallet], { genesis }).of(elections);
    expect(figures.get()).toMatchObject({
      desiredMembers: 8,
      desiredRunnersUp: 8,
      maxVoters: 500,
      termDuration: 7_200,
    });
  });
});

describe("a candidate", () => {
  it("that nobody elects loses its bond to the treasury; who gives up before gets it back", () => {
    const before = ledger.balanceOf(treasuryAccount).free;
    for (const who of ["Ada", "Ben", "Cleo"]) ledger.run(who, stand);
    ledger.run("Dan", give(100n, "Ada"));
    expect(refused("Ben", renounce_candidacy({ renouncing: { type: "Candidate", value: 1 } }))).toBe(
      "Elections.InvalidWitnessData",
    );
    ledger.run("Ben", candidacy);
    expect(refused("Ben", candidacy)).toBe("Elections.InvalidRenouncing");
    endTerm();
    expect(ledger.happened(elections)).toEqual(["CandidateSlashed", "NewTerm"]);
    expect([ledger.balanceOf("Ben"), ledger.balanceOf("Cleo")]).toMatchObject([
      { free: start, reserved: 0n },
      { free: start - 10n * PHA, reserved: 0n },
    ]);
    expect(ledger.balanceOf(treasuryAccount).free - before).toBe(10n * PHA);
  });

  it("that has locked all it has loses its bond all the same, and the others are elected", () => {
    for (const who of ["Ada", "Ben"]) ledger.run(who, stand);
    ledger.run("Ben", give(5_000n, "Ada"));
    ledger.act((env) => setLock(env, accountOf("Ben"), lockId("all"), start));
    endTerm();
    expect(
      state()
        .members.get()
        .map(({ who }) => who),
    ).toEqual([accountOf("Ada")]);
    expect(ledger.balanceOf("Ben").reserved).toBe((111n * PHA) / 100n);
  });

  it("stands once, says how many there are, and is one of so many", () => {
    ledger.run("Ada", stand);
    expect(refused("Ada", stand)).toBe("Elections.DuplicatedCandidate");
    expect(refused("Ben", submit_candidacy({ candidate_count: 0 }))).toBe("Elections.InvalidWitnessData");
    ledger.setBalances({ Poor: 5n * PHA });
    expect(refused("Poor", stand)).toBe("Elections.InsufficientCandidateFunds");
    state().figures.put({ ...state().figures.get(), maxCandidates: 0 });
    expect(refused("Ben", stand)).toBe("Elections.TooManyCandidates");
  });

  it("that was elected, or comes next, stands again by itself", () => {
    state().figures.put({ ...state().figures.get(), desiredMembers: 1 });
    for (const who of ["Ada", "Ben"]) {
      ledger.run(who, stand);
      ledger.run(who, give(who === "Ada" ? 200n : 100n, who));
    }
    endTerm();
    expect(refused("Ada", stand)).toBe("Elections.MemberSubmit");
    expect(refused("Ben", stand)).toBe("Elections.RunnerUpSubmit");
    ledger.run("Ada", renounce_candidacy({ renouncing: { type: "Member" } }));
    expect(ledger.of(council).members.get()).toEqual([accountOf("Ben")]);
    expect(refused("Ada", renounce_candidacy({ renouncing: { type: "RunnerUp" } }))).toBe(
      "Elections.InvalidRenouncing",
    );
  });
});

describe("a vote", () => {
  beforeEach(() => {
    for (const who of ["Ada", "Ben"]) ledger.run(who, stand);
  });

  it("is for one at least, no more than stand, and for more than an account needs to exist", () => {
    expect(refused("Cleo", give(5n))).toBe("Elections.NoVotes");
    expect(refused("Cleo", give(5n, "Ada", "Ben", "Cleo"))).toBe("Elections.TooManyVotes");
    expect(refused("Cleo", give(5n, ...Array.from({ length: 17 }, () => "Ada")))).toBe(
      "Elections.MaximumVotesExceeded",
    );
    expect(refused("Cleo", vote({ votes: [accountOf("Ada")], value: existentialDeposit }))).toBe(
      "Elections.LowBalance",
    );
    ledger.setBalances({ Poor: PHA });
    expect(refused("Poor", give(1n, "Ada"))).toBe("Elections.UnableToPayBond");
    for (const who of ["Ada", "Ben"]) ledger.run(who, candidacy);
    expect(refused("Cleo", give(5n, "Ada"))).toBe("Elections.UnableToVote");
  });

  it("locks its stake, and gives bond and lock back when it is taken back", () => {
    ledger.run("Cleo", give(400n, "Ada", "Ben"));
    expect(ledger.balanceOf("Cleo")).toMatchObject({ reserved: (143n * PHA) / 100n, frozen: 400n * PHA });
    ledger.run("Cleo", give(300n, "Ada"));
    expect(ledger.balanceOf("Cleo")).toMatchObject({ reserved: (111n * PHA) / 100n, frozen: 300n * PHA });
    ledger.run("Cleo", remove_voter({}));
    expect(ledger.balanceOf("Cleo")).toMatchObject({ free: start, reserved: 0n, frozen: 0n });
    expect(refused("Cleo", remove_voter({}))).toBe("Elections.MustBeVoter");
    expect(ledger.of(balances).locks.get(accountOf("Cleo"))).toEqual([]);
  });

  it("of one more than may vote is refused; who votes already may change it", () => {
    state().figures.put({ ...state().figures.get(), maxVoters: 1 });
    ledger.run("Cleo", give(5n, "Ada"));
    expect(refused("Dan", give(5n, "Ada"))).toBe("Elections.TooManyVoters");
    ledger.run("Cleo", give(5n, "Ben"));
    ledger.run("Cleo", remove_voter({}));
    ledger.run("Dan", give(5n, "Ada"));
  });

  it("is counted, also where fewer may vote now than do", () => {
    for (const who of ["Cleo", "Dan"]) ledger.run(who, give(5n, "Ada"));
    state().figures.put({ ...state().figures.get(), maxVoters: 1 });
    endTerm();
    expect(state().members.get()).toMatchObject([{ who: accountOf("Ada") }]);
  });

  it("is not counted where more vote than a block can count, and all stays as it is", () => {
    const voter = { votes: [accountOf("Ada")], stake: PHA, deposit: 0n };
    for (let i = 0; i <= mostVoters; i++) state().voting.put(accountOf(`voter ${i}`), voter);
    endTerm();
    expect(ledger.happened(elections)).toEqual(["ElectionError"]);
    expect(state().candidates.get()).toHaveLength(2);
  });

  it("for nobody who stands any more is cleaned away, with its bond and lock", () => {
    ledger.run("Cleo", give(5n, "Ada"));
    ledger.run("Dan", give(5n, "Ben"));
    ledger.run("Ben", candidacy);
    expect(refused("Eve", clean_defunct_voters({ num_voters: 9, num_defunct: 9 }))).toBe("frame.BadOrigin");
    ledger.run(root, clean_defunct_voters({ num_voters: 9, num_defunct: 9 }));
    expect(
      state()
        .voting.page(0, 9)
        .map(([who]) => who),
    ).toEqual([accountOf("Cleo")]);
    expect(ledger.balanceOf("Dan")).toMatchObject({ free: start, reserved: 0n, frozen: 0n });
  });
});

it("root removes a member, with or without its bond, and may have an election at once", () => {
  const kick = (who: string, slash_bond: boolean, rerun_election = false) =>
    remove_member({ who: addressOf(who), slash_bond, rerun_election });
  for (const who of ["Ada", "Ben"]) {
    ledger.run(who, stand);
    ledger.run(who, give(100n, who));
  }
  endTerm();
  expect(refused("Ada", kick("Ben", true))).toBe("frame.BadOrigin");
  expect(ledger.refusal(root, kick("Zoe", true))).toBe("Elections.NotMember");
  ledger.run(root, kick("Ben", true));
  expect(ledger.happened(elections)).toEqual(["SeatHolderSlashed", "MemberKicked"]);
  ledger.run(root, kick("Ada", false, true));
  expect(ledger.happened(elections)).toEqual(["MemberKicked", "EmptyTerm"]);
  expect(ledger.of(council).members.get()).toEqual([]);
});

it("an election weighs what was measured of one, for as many as may stand and vote, and leaves room in its block", () => {
  const figures = state().figures.get();
  const holders = people.map((who) => ({ who: accountOf(who), stake: 1n, deposit: 0n }));
  state().members.put(holders.slice(0, 5));
  state().runnersUp.put(holders.slice(0, 7));
  state().candidates.put(Array.from({ length: figures.maxCandidates + 1 }, () => [accountOf("Hal"), 0n] as const));
  state().figures.put({ ...figures, termDuration: 1 });
  const weighed = () => ledger.act(electionsHooks.begin?.weight as (env: Env) => Weight);
  const [none, voter] = [weighed(), { votes: [accountOf("Hal")], stake: 1n, deposit: 0n }];
  for (let i = 0; i < figures.maxVoters; i++) state().voting.put(accountOf(`voter ${i}`), voter);
  const all = weighed();
  const { ref_time = 0n, proof_size = 0n, per } = weights["Elections"]?.["remove_member"] ?? {};
  const measured = timesWeight(per?.["voters"] ?? noWeight, figures.maxVoters);
  expect(isWithin({ ref_time, proof_size }, none)).toBe(true);
  expect(isWithin(measured, subtractWeights(all, none))).toBe(true);
  expect(isWithin(all, blockLimits)).toBe(true);
});

it("one loser whose bond cannot be taken keeps nobody from being elected, and no other from losing it", () => {
  for (const who of people) ledger.run(who, stand);
  for (const who of ["Ada", "Ben"]) ledger.run(who, give(100n, who));
  state().figures.put({ ...state().figures.get(), desiredMembers: 2, desiredRunnersUp: 0 });
  const cleo = accountOf("Cleo");
  const { account } = ledger.of(system);
  account.put(cleo, { ...account.get(cleo), data: { ...account.get(cleo).data, reserved: 0n } }); // less than its holds
  ledger.act(electAnew);
  const slashed = ["CandidateSlashed", "CandidateSlashed", "CandidateSlashed", "CandidateSlashed", "CandidateSlashed"];
  expect(ledger.happened(elections)).toEqual([...slashed, "NewTerm"]);
  expect(ledger.of(council).members.get()).toEqual(["Ada", "Ben"].map(accountOf).sort());
  expect(ledger.balanceOf("Hal").reserved).toBe(0n);
});

it("shares every stake to the last unit among those that it elects", () => {
  const ballot = fc.record({
    stake: fc.bigInt(100n, 1n << 60n),
    votes: fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }),
  });
  fc.assert(
    fc.property(fc.array(ballot, { maxLength: 20 }), fc.nat(8), (ballots, seats) => {
      const winners = elect(seats, [0, 1, 2, 3, 4, 5, 6, 7], ballots);
      const elected = new Set(winners.map(({ who }) => who));
      const behind = ballots.filter(({ votes }) => votes.some((who) => elected.has(who)));
      const sum = (amounts: readonly bigint[]) => amounts.reduce((total, one) => total + one, 0n);
      expect(winners).toHaveLength(Math.min(seats, 8));
      expect(sum(winners.map(({ backed }) => backed))).toBe(sum(behind.map(({ stake }) => stake)));
    }),
  );
});

it("whatever happens, bonds are explained by seats, candidacies and votes, and all come back in the end", () => {
  const who = fc.constantFrom(...people);
  const step = fc.oneof(
    who.map((one) => [one, stand] as const),
    fc
      .tuple(who, fc.array(who, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 2_000 }))
      .map(([one, whom, value]) => [one, give(BigInt(value), ...whom)] as const),
    who.map((one) => [one, remove_voter({})] as const),
    fc
      .tuple(who, fc.constantFrom("Member", "RunnerUp"))
      .map(([one, type]) => [one, renounce_candidacy({ renouncing: { type: type as "Member" } })] as const),
    who.map((one) => [one, candidacy] as const),
    fc
      .tuple(who, fc.boolean(), fc.boolean())
      .map(
        ([one, slash_bond, rerun_election]) =>
          [root, remove_member({ who: addressOf(one), slash_bond, rerun_election })] as const,
      ),
    fc.constant(4),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const made = testPallet([parametersPallet, councilPallet, electionsPallet], {
        genesis: { council: [], parameters: { profile: { type: "Khala1290" }, blocksPerDay: 4 } },
      });
      made.setBalances(Object.fromEntries(people.map((one) => [one, start])));
      const of = made.of(elections);
      of.figures.put({ ...of.figures.get(), desiredMembers: 2, desiredRunnersUp: 1 });
      const attempt = (caller: Caller, call: Call) => {
        try {
          made.run(caller, call);
        } catch (error) {
          expect(error).toMatchObject({ module: "Elections" });
        }
      };
      const check = () => {
        const holders = [...of.members.get(), ...of.runnersUp.get()];
        const names = [...holders.map(({ who: one }) => one), ...of.candidates.get().map(([one]) => one)];
        expect(new Set(names).size).toBe(names.length);
        expect(made.of(council).members.get()).toEqual(of.members.get().map(({ who: one }) => one));
        for (const one of people) {
          const account = accountOf(one);
          const seat = holders.find((each) => each.who === account)?.deposit ?? 0n;
          const bond = of.candidates.get().find(([each]) => each === account)?.[1] ?? 0n;
          const voter = of.voting.get(account);
          expect(made.balanceOf(one)).toMatchObject({
            reserved: seat + bond + (voter?.deposit ?? 0n),
            frozen: voter?.stake ?? 0n,
          });
        }
      };
      for (const each of steps) {
        if (typeof each === "number") made.runTo(made.now.number + each);
        else attempt(each[0], each[1]);
        check();
      }
      for (const one of people) {
        attempt(one, remove_voter({}));
        attempt(one, candidacy);
        for (const type of ["RunnerUp", "Member"] as const) attempt(one, renounce_candidacy({ renouncing: { type } }));
      }
      for (const one of people) expect(made.balanceOf(one)).toMatchObject({ reserved: 0n, frozen: 0n });
    }),
    { numRuns: 60 },
  );
});
