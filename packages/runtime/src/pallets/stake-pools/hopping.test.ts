import { expect, it } from "vitest";
import { accountOf, type TestLedger } from "../../testing/index.ts";
import { worthOf } from "./fund.ts";
import { announceStop, isOverdue, releaseStake, resumePool, slashPool, suspendPool } from "./sessions.ts";
import { stakePools } from "./spec.ts";
import { contribute, days, earn, own, pha, poolOf, setup, stake, withdraw } from "./testing.ts";

const pool = 0;

/** What somebody has, in the pool and outside. */
function wealthOf(ledger: TestLedger, who: string): bigint {
  const { shares, request } = ledger.of(stakePools).delegations.get(accountOf(who), pool);
  return ledger.balanceOf(who).free + worthOf(poolOf(ledger), shares + (request?.shares ?? 0n));
}

/** A pool with 1,000 PHA in sessions of 2,000, of which the owner pledges 100. */
function working(): TestLedger {
  const ledger = setup();
  contribute(ledger, "Olga", 200);
  ledger.run("Olga", own.set_own_shares({ pool, shares: pha(100) }));
  for (const who of ["Dora", "Emil"]) contribute(ledger, who, 900);
  stake(ledger, 1_000);
  return ledger;
}

it("who asks all back the moment before a machine misbehaves loses what all others do", () => {
  const ledger = working();
  withdraw(ledger, "Dora", 900);
  ledger.act((env) => suspendPool(env, pool));
  days(ledger, 8);
  ledger.act((env) => {
    slashPool(env, pool, pha(500));
    resumePool(env, pool);
  });
  ledger.run("Dora", own.claim({ pool }));
  expect(wealthOf(ledger, "Dora")).toBeLessThanOrEqual(wealthOf(ledger, "Emil"));
  expect(pha(100_000) - wealthOf(ledger, "Dora")).toBeGreaterThan(pha(150));
});

it("who joins the moment before a machine is paid, and asks all back at once, earns what all others do, and no more", () => {
  const ledger = working();
  contribute(ledger, "Fred", 900);
  withdraw(ledger, "Fred", 900);
  earn(ledger, pha(100));
  days(ledger, 8);
  ledger.run("Fred", own.claim({ pool }));
  expect(wealthOf(ledger, "Emil") - wealthOf(ledger, "Fred")).toBeLessThanOrEqual(1n);
  expect(wealthOf(ledger, "Fred")).toBeLessThanOrEqual(wealthOf(ledger, "Emil"));
});

it("who asks 5,000 back of a pool with 1,000 free is paid by the fifteenth day, as in the network's own example", () => {
  const ledger = setup();
  contribute(ledger, "Olga", 600);
  ledger.run("Olga", own.set_own_shares({ pool, shares: pha(600) }));
  contribute(ledger, "Dora", 6_000);
  stake(ledger, 5_600);
  withdraw(ledger, "Dora", 5_000);
  days(ledger, 1);
  contribute(ledger, "Emil", 500);
  days(ledger, 1);
  ledger.act((env) => {
    announceStop(env, pool, pha(3_000));
    releaseStake(env, pool, pha(3_000));
  });
  days(ledger, 6);
  ledger.run("Dora", own.claim({ pool }));
  expect(ledger.balanceOf("Dora").free).toBe(pha(94_000 + 4_500));
  expect(ledger.act((env) => isOverdue(env, pool))).toBe(true);
  ledger.act((env) => announceStop(env, pool, pha(2_600)));
  days(ledger, 7);
  ledger.act((env) => releaseStake(env, pool, pha(2_600)));
  ledger.run("Dora", own.claim({ pool }));
  expect(ledger.balanceOf("Dora").free).toBe(pha(94_000 + 5_000));
});
