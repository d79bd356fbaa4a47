import type { AccountId } from "@pha/codec";
import { type Call, root } from "@pha/frame";
import fc from "fast-check";
import { expect, it } from "vitest";
import { accountOf, addressOf, callsOf, type TestLedger } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { balances } from "../balances/spec.ts";
import { democracyId } from "../democracy-id.ts";
import { lockedBy } from "./bound.ts";
import { convictions } from "./conviction.ts";
import { democracy } from "./spec.ts";
import { committeeOf, councilOf, gift, hashOfCall, inline, network, standard } from "./testing.ts";
import { addTo, type Tally, weightOf } from "./vote.ts";

const people = ["Ada", "Ben", "Cleo", "Dan", "Eva"];
const start = 100n * PHA;
const own = callsOf(democracy);

const person = fc.constantFrom(...people);
const index = fc.nat(6);
const amount = fc.bigInt(0n, 120n).map((units) => (units * PHA) / 2n);
const conviction = fc.constantFrom(...convictions);
const call = fc.nat(3);

const vote = fc.oneof(
  fc.tuple(fc.boolean(), amount, conviction).map((of) => standard(...of)),
  fc.record({ aye: amount, nay: amount }).map((value) => ({ type: "Split", value }) as const),
  fc.record({ aye: amount, nay: amount, abstain: amount }).map((value) => ({ type: "SplitAbstain", value }) as const),
);

type Caller = Parameters<TestLedger["run"]>[0];
type Step = (ledger: TestLedger) => readonly [Caller, Call];

/** One of the newest referenda, which may be over. */
const recent = (ledger: TestLedger, back: number): number =>
  Math.max(0, ledger.of(democracy).referendumCount.get() - 1 - (back % 3));

const weighted: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<number | Step>])[] = [
  [3, fc.integer({ min: 1, max: 9 })],
  [
    2,
    fc.tuple(person, call, fc.bigInt(9n, 20n)).map(([who, of, value]) => () => [
      who,
      own.propose({ proposal: inline(gift(of)), value: value * PHA }),
    ]),
  ],
  [
    2,
    fc.tuple(person, index).map(([who, of]) => () => [who, own.second({ proposal: of })]),
  ],
  [
    8,
    fc.tuple(person, index, vote).map(([who, of, how]) => (ledger) => [
      who,
      own.vote({ ref_index: recent(ledger, of), vote: how }),
    ]),
  ],
  [
    4,
    fc.tuple(person, person, conviction, amount).map(([who, to, type, balance]) => () => [
      who,
      own.delegate({ to: addressOf(to), conviction: { type }, balance }),
    ]),
  ],
  [2, person.map((who) => () => [who, own.undelegate({})])],
  [
    3,
    fc.tuple(person, index).map(([who, of]) => (ledger) => [who, own.remove_vote({ index: recent(ledger, of) })]),
  ],
  [
    1,
    fc.tuple(person, person, index).map(([who, other, of]) => (ledger) => [
      who,
      own.remove_other_vote({ target: addressOf(other), index: recent(ledger, of) }),
    ]),
  ],
  [
    1,
    fc.tuple(person, person).map(([who, of]) => () => [who, own.unlock({ target: addressOf(of) })]),
  ],
  [1, call.map((of) => () => [councilOf(3, 5), own.external_propose_majority({ proposal: inline(gift(of)) })])],
  [
    1,
    fc.tuple(call, fc.integer({ min: 1, max: 9 })).map(([of, voting_period]) => () => [
      committeeOf(3, 3),
      own.fast_track({ proposal_hash: hashOfCall(gift(of)), voting_period, delay: 1 }),
    ]),
  ],
  [1, index.map((of) => (ledger) => [councilOf(5, 5), own.emergency_cancel({ ref_index: recent(ledger, of) })])],
  [1, index.map((prop_index) => () => [committeeOf(3, 3), own.cancel_proposal({ prop_index })])],
  [
    1,
    fc.tuple(call, index).map(([of, ref]) => (ledger) => [
      root,
      own.blacklist({ proposal_hash: hashOfCall(gift(of)), maybe_ref_index: recent(ledger, ref) }),
    ]),
  ],
  [1, fc.constant<Step>(() => [root, own.clear_public_proposals({})])],
  [
    1,
    fc.tuple(person, index).map(([who, prop_index]) => () => [who, own.release_deposits({ prop_index })]),
  ],
];

const step = fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** A network in which two referenda go on for long, and everybody has the same. */
function begun(): TestLedger {
  const ledger = network();
  const { figures } = ledger.of(democracy);
  figures.put({ ...figures.get(), locking: 2 });
  ledger.setBalances(Object.fromEntries(people.map((who) => [who, start])));
  for (const index of [4, 5]) {
    ledger.run(councilOf(3, 5), own.external_propose_majority({ proposal: inline(gift(index)) }));
    const tracked = { proposal_hash: hashOfCall(gift(index)), voting_period: 20 * index, delay: 1 };
    ledger.run(committeeOf(3, 3), own.fast_track(tracked));
  }
  return ledger;
}

/** Does a step; what is refused is refused by an error of these pallets. Gives whether it was done. */
function play(ledger: TestLedger, each: number | Step): boolean {
  if (typeof each === "number") {
    ledger.runTo(ledger.now.number + each);
    return true;
  }
  const [who, what] = each(ledger);
  try {
    ledger.run(who, what);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ module: expect.stringMatching(/^(Democracy|Balances)$/) });
    return false;
  }
}

const lockOf = (ledger: TestLedger, who: AccountId): bigint =>
  ledger
    .of(balances)
    .locks.get(who)
    .find(({ id }) => id === democracyId)?.amount ?? 0n;

const referenda = (ledger: TestLedger) =>
  Array.from({ length: ledger.of(democracy).referendumCount.get() }, (_, at) => at);

/** What a referendum's tally must be, of the votes that there are. */
function counted(ledger: TestLedger, ref: number): Tally {
  let tally: Tally = { ayes: 0n, nays: 0n, turnout: 0n };
  for (const who of people) {
    const { type, value } = ledger.of(democracy).votingOf.get(accountOf(who));
    const entry = type === "Direct" ? value.votes.find(([each]) => each === ref) : undefined;
    if (entry) tally = addTo(tally, weightOf(entry[1], value.delegations));
  }
  return tally;
}

function expectConsistency(ledger: TestLedger): void {
  const { votingOf, referendumInfoOf, depositOf, publicPropCount } = ledger.of(democracy);
  for (const ref of referenda(ledger)) {
    const info = referendumInfoOf.get(ref);
    if (info?.type !== "Ongoing") continue;
    expect(info.value.tally).toEqual(counted(ledger, ref));
    expect(info.value.tally.ayes + info.value.tally.nays).toBeLessThanOrEqual(6n * info.value.tally.turnout);
  }
  const held = new Map<AccountId, bigint>();
  for (let at = 0; at < publicPropCount.get(); at++) {
    const [depositors, deposit] = depositOf.get(at) ?? [[], 0n];
    for (const who of depositors) held.set(who, (held.get(who) ?? 0n) + deposit);
  }
  for (const who of people.map(accountOf)) {
    expect(ledger.balanceOf(who).reserved).toBe(held.get(who) ?? 0n);
    expect(lockOf(ledger, who)).toBeGreaterThanOrEqual(lockedBy(votingOf.get(who)));
  }
}

/** Everybody takes back what is theirs, by calls that anybody may make. */
function takeBack(ledger: TestLedger): void {
  play(ledger, () => [root, own.clear_public_proposals({})]);
  for (let at = 0; at < ledger.of(democracy).publicPropCount.get(); at++)
    play(ledger, () => ["Zoe", own.release_deposits({ prop_index: at })]);
  for (const who of people) play(ledger, () => [who, own.undelegate({})]);
  // Longer than the longest referendum lasts, and the longest conviction binds.
  ledger.runTo(ledger.now.number + 100 + 2 * 32);
  for (const who of people) {
    for (const ref of referenda(ledger))
      play(ledger, () => ["Zoe", own.remove_other_vote({ target: addressOf(who), index: ref })]);
    ledger.run("Zoe", own.unlock({ target: addressOf(who) }));
  }
}

it("whatever happens, votes are counted once, locks and holds have a record, and in the end nothing is stuck", () => {
  let done = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
      const ledger = begun();
      for (const each of steps) {
        if (play(ledger, each)) done += 1;
        expectConsistency(ledger);
      }
      takeBack(ledger);
      for (const who of people.map(accountOf)) {
        expect([ledger.balanceOf(who).reserved, ledger.balanceOf(who).frozen]).toEqual([0n, 0n]);
        expect(ledger.of(democracy).votingOf.has(who)).toBe(false);
      }
    }),
    { numRuns: 40 },
  );
  expect(done).toBeGreaterThan(400);
});

it("what is locked is what the record says right after unlocking", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: "max" }), (steps) => {
      const ledger = begun();
      for (const each of steps) play(ledger, each);
      for (const who of people) {
        ledger.run("Zoe", own.unlock({ target: addressOf(who) }));
        const account = accountOf(who);
        expect(lockOf(ledger, account)).toBe(lockedBy(ledger.of(democracy).votingOf.get(account)));
      }
    }),
    { numRuns: 20 },
  );
});
