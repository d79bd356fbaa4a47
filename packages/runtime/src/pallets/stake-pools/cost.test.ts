import type { Call } from "@pha/frame";
import { expect, it } from "vitest";
import { accountOf, originOf, type TestLedger } from "../../testing/index.ts";
import { stakePools } from "./spec.ts";
import { contribute, days, own, pha, poolOf, setup, withdraw } from "./testing.ts";

const pool = 0;

/** A pool in which so many have something, and have asked some of it back on several days. */
function crowd(people: number): TestLedger {
  const ledger = setup();
  const { delegations, delegatedTo } = ledger.of(stakePools);
  contribute(ledger, "Dora", 100);
  contribute(ledger, "Emil", 100);
  for (let i = 0; i < people; i++) {
    const who = accountOf(`somebody ${i}`);
    ledger.setBalances({ [who]: pha(10) });
    ledger.run(who, own.contribute({ pool, amount: pha(9) }));
    if (i % Math.ceil(people / 5) === 0) days(ledger, 1);
    ledger.run(who, own.withdraw({ pool, shares: pha(5) }));
  }
  withdraw(ledger, "Dora", 50);
  days(ledger, 9);
  expect([delegations.get(accountOf("Dora"), pool).shares, delegatedTo.get(accountOf("Dora"))]).toEqual([
    pha(50),
    [pool],
  ]);
  while (poolOf(ledger).firstBatch < poolOf(ledger).nextBatch - 1) ledger.run("Fred", own.pay_batch({ pool }));
  days(ledger, 1);
  return ledger;
}

/** Keys of the state that a call reads or writes. */
function keysOf(ledger: TestLedger, who: string, call: Call): number {
  const { execution } = ledger.beside();
  const { overlay } = execution;
  const before = new Set([...overlay.reads, ...overlay.changes().keys()]);
  const outcome = execution.dispatch(call, originOf(who));
  expect(outcome).toMatchObject({ ok: true });
  return [...new Set([...overlay.reads, ...overlay.changes().keys()])].filter((key) => !before.has(key)).length;
}

it("no call looks at more of the state for 400 delegators than for ten", () => {
  const [few, many] = [crowd(10), crowd(400)];
  const calls: readonly (readonly [string, Call])[] = [
    ["Fred", own.contribute({ pool, amount: pha(1) })],
    ["Emil", own.withdraw({ pool, shares: pha(1) })],
    ["Dora", own.claim({ pool })],
    ["Olga", own.set_cap({ pool, cap: undefined })],
  ];
  for (const [who, call] of calls) {
    const counts = [keysOf(few, who, call), keysOf(many, who, call)];
    expect([call.value.type, counts[1]]).toEqual([call.value.type, counts[0]]);
  }
});
