import type { AccountId } from "@pha/codec";
import { root } from "@pha/frame";
import fc from "fast-check";
import { expect, it } from "vitest";
import { accountOf, addressOf, callsOf, type TestLedger } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { balances } from "../balances/spec.ts";
import { convictions } from "./conviction.ts";
import { lockedBy, votingLock } from "./locks.ts";
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

type Step = number | readonly [caller: Parameters<TestLedger["run"]>[0], call: Parameters<TestLedger["run"]>[1]];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 9 }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(person, call, fc.bigInt(9n, 20n))
      .map(([who, of, value]): Step => [who, own.propose({ proposal: inline(gift(of)), value: value * PHA })]),
  },
  { weight: 2, arbitrary: fc.tuple(person, index).map(([who, of]): Step => [who, own.second({ proposal: of })]) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(person, index, vote)
      .map(([who, ref_index, how]): Step => [who, own.vote({ ref_index, vote: how })]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(person, person, conviction, amount)
      .map(
        ([who, to, type, balance]): Step => [who, own.delegate({ to: addressOf(to), conviction: { type }, balance })],
      ),
  },
  { weight: 1, arbitrary: person.map((who): Step => [who, own.undelegate({})]) },
  { weight: 2, arbitrary: fc.tuple(person, index).map(([who, of]): Step => [who, own.remove_vote({ index: of })]) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(person, person, index)
      .map(([who, target, of]): Step => [who, own.remove_other_vote({ target: addressOf(target), index: of })]),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(person, person).map(([who, of]): Step => [who, own.unlock({ target: addressOf(of) })]),
  },
  {
    weight: 1,
    arbitrary: call.map((of): Step => [councilOf(3, 5), own.external_propose_majority({ proposal: inline(gift(of)) })]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(call, fc.integer({ min: 1, max: 9 }))
      .map(
        ([of, voting_period]): Step => [
          committeeOf(3, 3),
          own.fast_track({ proposal_hash: hashOfCall(gift(of)), voting_period, delay: 1 }),
        ],
      ),
  },
  { weight: 1, arbitrary: index.map((ref_index): Step => [councilOf(5, 5), own.emergency_cancel({ ref_index })]) },
  { weight: 1, arbitrary: index.map((prop_index): Step => [committeeOf(3, 3), own.cancel_proposal({ prop_index })]) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(call, fc.option(index, { nil: undefined }))
      .map(
        ([of, maybe_ref_index]): Step => [
          root,
          own.blacklist({ proposal_hash: hashOfCall(gift(of)), maybe_ref_index }),
        ],
      ),
  },
  { weight: 1, arbitrary: fc.constant<Step>([root, own.clear_public_proposals({})]) },
  {
    weight: 1,
    arbitrary: fc.tuple(person, index).map(([who, prop_index]): Step => [who, own.release_deposits({ prop_index })]),
  },
);

const lockOf = (ledger: TestLedger, who: AccountId): bigint =>
  ledger
    .of(balances)
    .locks.get(who)
    .find(({ id }) => id === votingLock)?.amount ?? 0n;

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
  const attempt = (who: string, what: Parameters<TestLedger["run"]>[1]) => {
    try {
      ledger.run(who, what);
    } catch (error) {
      expect(error).toMatchObject({ module: "Democracy" });
    }
  };
  ledger.run(root, own.clear_public_proposals({}));
  for (let at = 0; at < ledger.of(democracy).publicPropCount.get(); at++)
    attempt("Zoe", own.release_deposits({ prop_index: at }));
  for (const who of people) attempt(who, own.undelegate({}));
  // Longer than the longest conviction binds.
  ledger.runTo(ledger.now.number + 7 * 40);
  for (const who of people) {
    for (const ref of referenda(ledger)) attempt("Zoe", own.remove_other_vote({ target: addressOf(who), index: ref }));
    attempt("Zoe", own.unlock({ target: addressOf(who) }));
  }
}

it("whatever happens, votes are counted once, locks and holds have a record, and in the end nothing is stuck", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ledger = network();
      ledger.setBalances(Object.fromEntries(people.map((who) => [who, start])));
      for (const each of steps) {
        if (typeof each === "number") ledger.runTo(ledger.now.number + each);
        else
          try {
            ledger.run(...each);
          } catch (error) {
            expect(error).toMatchObject({ module: expect.stringMatching(/Democracy|Balances/) });
          }
        expectConsistency(ledger);
      }
      takeBack(ledger);
      for (const who of people.map(accountOf)) {
        expect([ledger.balanceOf(who).reserved, ledger.balanceOf(who).frozen]).toEqual([0n, 0n]);
        expect(ledger.of(democracy).votingOf.has(who)).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});

it("what is locked is what the record says right after unlocking", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const ledger = network();
      ledger.setBalances(Object.fromEntries(people.map((who) => [who, start])));
      for (const each of steps) {
        if (typeof each === "number") ledger.runTo(ledger.now.number + each);
        else
          try {
            ledger.run(...each);
          } catch (error) {
            expect(error).toMatchObject({ module: expect.stringMatching(/Democracy|Balances/) });
          }
      }
      for (const who of people) {
        ledger.run("Zoe", own.unlock({ target: addressOf(who) }));
        const account = accountOf(who);
        expect(lockOf(ledger, account)).toBe(lockedBy(ledger.of(democracy).votingOf.get(account)));
      }
    }),
    { numRuns: 30 },
  );
});
