import fc from "fast-check";
import { expect, it } from "vitest";
import { holdsOf, recordsOf, unexplainedLocks } from "./testing/histories/records.ts";
import { step } from "./testing/histories/steps.ts";
import { takeBack } from "./testing/histories/take-back.ts";
import { accounts, beginWorld, play, type World } from "./testing/histories/world.ts";

/** So many histories; `HISTORIES=1000` plays more of them. */
const histories = Number(process.env["HISTORIES"] ?? 8);

/** What is on hold or locked has a record. That money is only where it was, the ledger looks at with each block. */
function expectExplained(world: World): void {
  const records = recordsOf(world);
  for (const who of accounts) {
    const holds = holdsOf(world, who);
    expect(holds).toEqual(records.get(who));
    const { reserved } = world.ledger.balanceOf(who);
    expect(reserved).toBe(Object.values(holds).reduce((sum, amount) => sum + amount, 0n));
    expect(unexplainedLocks(world, who)).toEqual([]);
  }
}

it("whatever happens in governance, money stays the same, holds and locks have a record, and in the end nothing is stuck", {
  timeout: Math.max(60_000, histories * 5_000),
}, () => {
  const done = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 150, maxLength: 400, size: "max" }), (steps) => {
      const world = beginWorld();
      for (const each of steps) {
        if (typeof each === "number") {
          expectExplained(world);
          world.ledger.runTo(world.ledger.now.number + each);
          expectExplained(world);
        } else play(world, each);
      }
      takeBack(world);
      for (const who of accounts) expect([holdsOf(world, who), world.ledger.balanceOf(who).frozen]).toEqual([{}, 0n]);
      for (const [call, count] of world.done) done.set(call, (done.get(call) ?? 0) + count);
    }),
    { numRuns: histories, endOnFailure: true },
  );
  const count = [...done.values()].reduce((sum, each) => sum + each, 0);
  console.log(`${histories} histories: ${count} calls of ${done.size} kinds were done`);
  expect(done.size).toBeGreaterThan(25);
});
