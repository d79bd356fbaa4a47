import type { CodedError } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import { accountOf, type TestLedger } from "../../testing/index.ts";
import { PoolOnPaper } from "../../testing/pool-on-paper.ts";
import { poolAccount } from "./account.ts";
import { claimable, stillWaiting } from "./batch.ts";
import { worthOf } from "./fund.ts";
import { inSessions, keep } from "./pools.ts";
import { announceStop, releaseStake, resumePool, slashPool, suspendPool } from "./sessions.ts";
import { stakePools } from "./spec.ts";
import { days, earn, own, pha, poolOf, setup, stake } from "./testing.ts";

const people = ["Olga", "Dora", "Emil", "Fred"] as const;
const pool = 0;
const id = { pool };

/** What a step asks for, in parts of a thousand of what there is. */
interface Step {
  readonly kind: (typeof kinds)[number];
  readonly who: (typeof people)[number];
  readonly part: number;
}
const kinds = [
  ...["contribute", "withdraw", "withdraw", "withdraw", "cancel", "claim", "claim", "pay", "pay", "pay", "pledge"],
  ...["commission", "stake", "stake", "stop", "release", "earn", "slash", "suspend", "resume", "day", "days", "days"],
] as const;
const step = fc.record<Step>({
  kind: fc.constantFrom(...kinds),
  who: fc.constantFrom(...people),
  part: fc.integer({ min: 1, max: 1_000 }),
});

const partOf = (amount: bigint, part: number) => (amount * BigInt(part)) / 1_000n;
const delegationOf = (ledger: TestLedger, who: string) => ledger.of(stakePools).delegations.get(accountOf(who), pool);

/**
 * Does a step, and writes it down on paper if it was done.
 *
 * @throws an error of the pallet's where there is nothing to do
 */
function take(ledger: TestLedger, paper: PoolOnPaper, { kind, who: somebody, part }: Step): void {
  // Who has asked nothing back has nothing to claim.
  const asks = people.find((one) => delegationOf(ledger, one).request !== undefined);
  const who = kind === "claim" || kind === "cancel" ? (asks ?? somebody) : somebody;
  const before = poolOf(ledger);
  const { shares, request } = delegationOf(ledger, who);
  const pledged = who === "Olga" ? before.own : 0n;
  const amount = partOf(pha(20_000), part) + 7n;
  const asked = partOf(shares - pledged, part);
  const running = inSessions(before) - before.stopping;
  switch (kind) {
    case "contribute":
      ledger.run(who, own.contribute({ ...id, amount }));
      paper.contribute(who, amount);
      break;
    case "withdraw": {
      ledger.run(who, own.withdraw({ ...id, shares: asked }));
      paper.move(who, "active", poolOf(ledger).nextBatch - 1, asked, shares - pledged);
      break;
    }
    case "cancel":
      ledger.run(who, own.cancel_withdrawal(id));
      paper.move(who, request?.batch ?? 0, "active", 1n, 1n);
      break;
    case "claim":
      ledger.run(who, own.claim(id));
      break;
    case "pay":
      ledger.run(who, own.pay_batch(id));
      break;
    case "pledge": {
      const all = delegationOf(ledger, "Olga").shares;
      ledger.run("Olga", own.set_own_shares({ ...id, shares: partOf(all, part) }));
      paper.pledgeAll(partOf(all, part), all);
      break;
    }
    case "commission":
      ledger.run("Olga", own.claim_commission(id));
      paper.takeCommission(before.commissionDue);
      break;
    case "stake":
      stake(ledger, Math.ceil(Number(before.free / pha(1)) * (part / 1_000)));
      paper.stake(before.free - poolOf(ledger).free);
      break;
    case "stop":
      ledger.act((env) => announceStop(env, pool, partOf(running, part)));
      break;
    case "release": {
      const freed = partOf(before.stopping, part);
      paper.stake(-freed);
      ledger.act((env) => releaseStake(env, pool, freed));
      break;
    }
    case "earn":
      if (before.value === 0n) throw stakePools.errors.NothingDue();
      earn(ledger, partOf(pha(100), part));
      paper.earn(partOf(pha(100), part), 100_000);
      break;
    case "slash": {
      const { taken } = ledger.act((env) => slashPool(env, pool, partOf(running, Math.min(part, 300))));
      paper.lose(taken);
      break;
    }
    case "suspend":
      ledger.act((env) => suspendPool(env, pool));
      break;
    case "resume":
      if (before.suspensions === 0) throw stakePools.errors.NothingDue();
      ledger.act((env) => resumePool(env, pool));
      break;
    case "day":
      days(ledger, 1);
      break;
    case "days":
      days(ledger, 5);
      break;
  }
}

/** What the ledger itself tells of payments is written down as well. */
function follow(ledger: TestLedger, paper: PoolOnPaper, slack: bigint): void {
  for (const { type, value } of ledger.events(stakePools)) {
    if (type === "BatchPaid") expectNear(value.amount, paper.pay(value.batch), slack);
    if (type === "Claimed") {
      const who = people.find((one) => accountOf(one) === value.who) ?? "";
      paper.claim(who, value.amount);
      if (delegationOf(ledger, who).request === undefined) {
        expectNear(paper.dueOf(who), 0n, slack);
        paper.forget(who);
      }
    }
  }
}

const expectNear = (a: bigint, b: bigint, slack: bigint) => expect(a > b ? a - b : b - a).toBeLessThanOrEqual(slack);

function check(ledger: TestLedger, paper: PoolOnPaper, slack: bigint): void {
  const now = poolOf(ledger);
  const { batches } = ledger.of(stakePools);
  let [shares, unclaimed] = [0n, 0n];
  for (const who of people) {
    const { shares: active, request } = delegationOf(ledger, who);
    const batch = request && batches.get(pool, request.batch);
    const waiting = request && batch ? stillWaiting(batch, request) : 0n;
    shares += active;
    expectNear(worthOf(now, active) + worthOf(now, waiting), paper.moneyOf(who), slack);
    if (request && batch) expectNear(claimable(batch, request), paper.dueOf(who), slack);
  }
  for (let number = 0; number < now.nextBatch; number++) {
    const batch = batches.get(pool, number);
    if (batch) unclaimed += batch.paid - batch.claimed;
  }
  expect(shares + now.leaving).toBe(now.shares);
  expectNear(now.value, paper.value, slack);
  // Every planck in the account is somebody's.
  const { free } = ledger.balanceOf(poolAccount(pool));
  expect(free).toBe(keep + now.value + unclaimed + now.commissionDue);
}

it("a pool is, planck for planck, what it is on paper, whatever is done (property)", () => {
  let done = 0;
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 90, size: "max" }), (steps) => {
      const ledger = setup();
      const paper = new PoolOnPaper("Olga");
      let [priceOf, priceUnder] = [0n, 1n];
      for (const [i, each] of steps.entries()) {
        try {
          take(ledger, paper, each);
        } catch (error) {
          expect((error as CodedError).code).toMatch(/^StakePools\./);
          continue;
        }
        done += 1;
        seen.add(each.kind);
        // Rounding is of a planck or a share at each step, and prices stay within a few hundred.
        const slack = BigInt(i + 1) * 1_000n;
        follow(ledger, paper, slack);
        check(ledger, paper, slack);
        const { value, shares } = poolOf(ledger);
        if (each.kind !== "slash" && shares > 0n) expect(value * priceUnder).toBeGreaterThanOrEqual(priceOf * shares);
        [priceOf, priceUnder] = shares > 0n ? [value, shares] : [0n, 1n];
      }
      leaveAll(ledger);
    }),
    { numRuns: 60 },
  );
  expect([...seen].sort()).toEqual([...new Set<string>(kinds)].sort());
  console.log(`${done} steps of ${seen.size} kinds were done`);
}, 120_000);

/** Everybody can leave, the last one too, and nothing stays behind but what the pool began with. */
function leaveAll(ledger: TestLedger): void {
  for (let left = poolOf(ledger).suspensions; left > 0; left--) ledger.act((env) => resumePool(env, pool));
  const now = poolOf(ledger);
  ledger.act((env) => {
    announceStop(env, pool, inSessions(now) - now.stopping);
    releaseStake(env, pool, inSessions(now));
  });
  ledger.run("Olga", own.set_own_shares({ ...id, shares: 0n }));
  for (let round = 0; round < 2; round++) {
    for (const who of people) {
      const { shares, request } = delegationOf(ledger, who);
      if (shares > 0n && !request) ledger.run(who, own.withdraw({ ...id, shares }));
    }
    days(ledger, 9);
    for (let i = 0; i < 40; i++) ledger.act((env) => releaseStake(env, pool, 0n));
    for (const who of people) if (delegationOf(ledger, who).request) ledger.run(who, own.claim(id));
  }
  const end = poolOf(ledger);
  expect([end.shares, end.value, end.leaving]).toEqual([0n, 0n, 0n]);
  if (end.commissionDue > 0n) ledger.run("Olga", own.claim_commission(id));
  expect(ledger.balanceOf(poolAccount(pool)).free).toBe(keep);
}
