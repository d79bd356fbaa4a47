import { CodedError } from "@pha/codec";
import { root } from "@pha/frame";
import fc from "fast-check";
import { expect, it } from "vitest";
import { reclaim, stop } from "../../testing/farm.ts";
import { accountOf, callsOf, type TestEnclave, type TestLedger, Tongue } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { computation } from "../computation/spec.ts";
import { worthOf } from "../stake-pools/fund.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { earn } from "../stake-pools/testing.ts";
import type { Pool } from "../stake-pools/types.ts";
import { escrowAccount } from "./account.ts";
import { tunables, usualFigures } from "./figures.ts";
import type { Offence } from "./offence.ts";
import { offences } from "./spec.ts";
import { cancel, computing, word } from "./testing.ts";

const pools = callsOf(stakePools);
const people = ["Alice", "Bob", "Yan", "Zoe"] as const;
const kinds = [
  ...["accuse", "accuse", "accuse", "restart", "cancel", "pass", "pass", "pass", "pass", "contribute", "withdraw"],
  ...["claim", "stop", "reclaim", "away", "answer", "pledge", "commission"],
] as const;
const step = fc.record({
  kind: fc.constantFrom(...kinds),
  who: fc.constantFrom(...people),
  miner: fc.nat({ max: 2 }),
  part: fc.integer({ min: 1, max: 1_000 }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const poolOf = (ledger: TestLedger) => ledger.of(stakePools).pools.get(0) as Pool;
const shares = (ledger: TestLedger, who: string) => ledger.of(stakePools).delegations.get(accountOf(who), 0).shares;
const all = (ledger: TestLedger): Offence[] =>
  Array.from(
    { length: ledger.of(offences).counts.get().all },
    (_, id) => ledger.of(offences).offences.get(id) as Offence,
  );

/** @throws an error of a pallet's where there is nothing to do */
function take({ farm, ledger }: ReturnType<typeof computing>, { kind, who, miner: index, part }: Step): void {
  const miner = farm.miners[index] as TestEnclave;
  const worker = miner.identity;
  if (kind === "accuse") {
    const tongue = new Tongue(ledger, miner);
    ledger.run(who, tongue.accuse(tongue.answer(), tongue.answer({ stateTag: word(2) })));
  } else if (kind === "restart") {
    miner.startSession();
    miner.register(ledger, "Bob");
  } else if (kind === "cancel") ledger.run(root, cancel({ offence: part % 4 }));
  else if (kind === "pass") farm.pass(part % 20);
  else if (kind === "contribute") ledger.run(who, pools.contribute({ pool: 0, amount: BigInt(part) * PHA + 7n }));
  else if (kind === "withdraw")
    ledger.run(who, pools.withdraw({ pool: 0, shares: (shares(ledger, who) * BigInt(part)) / 1_000n }));
  else if (kind === "claim") ledger.run(who, pools.claim({ pool: 0 }));
  else if (kind === "stop") ledger.run("Bob", stop({ worker }));
  else if (kind === "reclaim") ledger.run("Bob", reclaim({ worker }));
  else if (kind === "away") farm.draw();
  else if (kind === "answer") farm.answer(miner);
  else if (kind === "pledge") {
    const most = shares(ledger, "Alice");
    ledger.run("Alice", pools.set_own_shares({ pool: 0, shares: (most * BigInt(part)) / 1_000n }));
  } else ledger.run("Alice", pools.claim_commission({ pool: 0 }));
}

it("whatever happens, what is undecided lies apart to the planck, and suspends its pool as often (property)", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
      const of = computing({ names: ["a", "b", "c"] });
      const { ledger } = of;
      ledger.of(offences).figures.put({ ...usualFigures, window: 12 });
      for (const person of people) ledger.setBalances({ [person]: 100_000n * PHA });
      for (const one of steps) {
        try {
          take(of, one);
        } catch (error) {
          if (!(error instanceof CodedError)) throw error;
        }
        const open = all(ledger).filter(({ verdict }) => verdict.type === "Undecided");
        const apart = open.reduce((sum, { amount }) => sum + amount, 0n);
        expect(ledger.balanceOf(escrowAccount).free).toBe(apart);
        const away = of.farm.miners.filter(
          ({ identity }) => ledger.of(computation).sessions.get(identity)?.standing.type === "Unresponsive",
        );
        expect(poolOf(ledger).suspensions).toBe(open.length + away.length);
      }
      // Money is counted after every block.
      ledger.runTo(ledger.now.number + 13 + all(ledger).length);
      expect(ledger.balanceOf(escrowAccount).free).toBe(0n);
      expect(all(ledger).every(({ verdict }) => verdict.type !== "Undecided")).toBe(true);
      const { all: count, open } = ledger.of(offences).counts.get();
      expect(open).toBe(count);
    }),
    { numRuns: 15 },
  );
});

/** What an account has in all: free, in shares, and due to it as the pool's owner. */
function wealth(ledger: TestLedger, who: string): bigint {
  const pool = poolOf(ledger);
  const due = pool.owner === accountOf(who) ? pool.commissionDue : 0n;
  return ledger.balanceOf(who).free + worthOf(pool, shares(ledger, who)) + due;
}

/** A pool whose price is no round number, in which the owner has pledged a part, and a worker that is caught. */
const risked = fc.record({
  others: fc.bigInt(0n, 500_000n * PHA),
  pledge: fc.integer({ min: 0, max: 1_000 }),
  gain: fc.bigInt(0n, 10_000n * PHA),
  reward: fc.integer({ min: tunables.reward.min, max: tunables.reward.max }),
  part: fc.integer({ min: 1_000, max: 1_000_000 }),
});
type Risked = typeof risked extends fc.Arbitrary<infer R> ? R : never;

function riskedPool({ others, pledge, gain, reward, part }: Risked) {
  const of = computing();
  const { ledger } = of;
  ledger.setBalances({ Yan: PHA, Zoe: 1_000_000n * PHA, Mine: 20_000n * PHA });
  if (others >= PHA) ledger.run("Zoe", pools.contribute({ pool: 0, amount: others }));
  if (gain > 0n) earn(ledger, gain);
  const own = (shares(ledger, "Alice") * BigInt(pledge)) / 1_000n;
  ledger.of(stakePools).pools.put(0, { ...poolOf(ledger), own });
  ledger.of(offences).figures.put({ ...ledger.of(offences).figures.get(), window: 3, contradiction: part, reward });
  return of;
}

const accuse = ({ ledger, tongue }: ReturnType<typeof computing>, who: string) =>
  ledger.run(who, tongue.accuse(tongue.answer(), tongue.answer({ stateTag: word(2) })));

it("who reports himself loses, whatever governance has set, unless others bear it all (property)", () => {
  fc.assert(
    fc.property(risked, (given) => {
      const of = riskedPool(given);
      const { ledger } = of;
      const before = wealth(ledger, "Alice");
      accuse(of, "Alice");
      const { charged } = all(ledger)[0] ?? expect.fail();
      const own = charged?.type === "Pool" ? charged.value.own : expect.fail();
      ledger.runTo(ledger.now.number + 5);
      expect(all(ledger)[0]?.verdict.type).toBe("Upheld");
      const lost = before - wealth(ledger, "Alice");
      expect(lost).toBeGreaterThanOrEqual(own - own / 2n);
      expect(lost).toBeGreaterThanOrEqual(0n);
    }),
    { numRuns: 40 },
  );
});

it("what is cancelled returns: to the pool all, to nobody more than a rounding less than he had (property)", () => {
  fc.assert(
    fc.property(risked, (given) => {
      const of = riskedPool(given);
      const { ledger } = of;
      const before = { pool: poolOf(ledger), alice: wealth(ledger, "Alice"), zoe: wealth(ledger, "Zoe") };
      accuse(of, "Yan");
      ledger.run(root, cancel({ offence: 0 }));
      const { value, commissionDue, suspensions } = poolOf(ledger);
      expect(value + commissionDue).toBe(before.pool.value + before.pool.commissionDue);
      expect(suspensions).toBe(0);
      expect(wealth(ledger, "Zoe")).toBeGreaterThanOrEqual(before.zoe - 1n);
      expect(wealth(ledger, "Alice")).toBeGreaterThanOrEqual(before.alice - 2n);
      expect(ledger.balanceOf(escrowAccount).free).toBe(0n);
    }),
    { numRuns: 40 },
  );
});
