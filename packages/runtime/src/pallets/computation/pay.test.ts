import { decode, encode } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import { emission } from "../../economy/emission.ts";
import { one } from "../../economy/fixed.ts";
import { Farm, reclaim, stop, workFor } from "../../testing/farm.ts";
import type { TestEnclave } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { tickNow } from "../timestamp/clock.ts";
import { termsOf, tunables, usualFigures } from "./figures.ts";
import { paidUpTo } from "./pay.ts";
import { Pay } from "./session.ts";
import { computation, noShares, type Shares } from "./spec.ts";

const names = Array.from("abcd");
const budget = 100n * PHA;

/** Something that a network does; what cannot be done just now is refused, and that is all right. */
const Step = fc.oneof(
  fc.record({ type: fc.constant("pass" as const), blocks: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ type: fc.constant("draw" as const) }),
  fc.record({
    type: fc.constantFrom("start" as const, "answer" as const, "stop" as const, "reclaim" as const),
    who: fc.nat(names.length - 1),
    size: fc.bigInt(0n, 10_000n),
  }),
);
type Step = typeof Step extends fc.Arbitrary<infer S> ? S : never;

function take(farm: Farm, step: Step): void {
  if (step.type === "pass") farm.pass(step.blocks);
  else if (step.type === "draw") farm.draw();
  else tryOf(farm, step.type, farm.miners[step.who] as TestEnclave, step.size);
}

function tryOf(farm: Farm, type: Exclude<Step["type"], "pass" | "draw">, miner: TestEnclave, size: bigint): void {
  const { ledger } = farm;
  const worker = miner.identity;
  try {
    if (type === "start") farm.start(miner, 3_500n * PHA + size * PHA);
    else if (type === "answer") farm.answer(miner, workFor(Number(size), 10));
    else ledger.run("Alice", type === "stop" ? stop({ worker }) : reclaim({ worker }));
  } catch (error) {
    if ((error as { readonly code?: string }).code === undefined) throw error;
  }
}

/** What the ledger has of all workers is what each of them has. */
function expectWhole(farm: Farm): void {
  const { ledger } = farm;
  const { shares, onlineCount, online } = ledger.of(computation);
  const sessions = farm.miners.flatMap((miner) => {
    const session = farm.sessionOf(miner);
    return session ? [{ worker: miner.identity, ...session }] : [];
  });
  const idle = sessions.filter(({ standing }) => standing.type === "Idle");
  expect(shares.get().sum).toBe(idle.reduce((sum, { share }) => sum + share, 0n));
  expect(sessions.every(({ standing, share }) => standing.type === "Idle" || share === 0n)).toBe(true);
  expect(onlineCount.get()).toBe(idle.length);
  expect(idle.every(({ position, worker }) => online.get(position) === worker)).toBe(true);
}

it("never pays more than the budget of the ticks that are over, whoever joins, answers, is away or leaves (property)", () =>
  fc.assert(
    fc.property(fc.array(Step, { minLength: 10, maxLength: 60 }), (steps) => {
      const farm = new Farm(names);
      farm.measure();
      for (const step of steps) {
        take(farm, step);
        const tick = farm.ledger.act((env) => tickNow(env));
        expect(farm.paid).toBeLessThanOrEqual(emission(budget, 0, tick));
        expectWhole(farm);
      }
    }),
    { numRuns: 40 },
  ));

it("fits the pay of the least share that is paid, from the first tick to the last, at the largest budget", () => {
  const before: Shares = { ...noShares, sum: one };
  for (const treasuryRatio of [0n, one]) {
    const terms = { ...termsOf(usualFigures), budget: tunables.budget.max, treasuryRatio };
    const { paid } = paidUpTo(before, [{ from: 0, terms }], 2 ** 32 - 1);
    expect(decode(Pay, encode(Pay, paid))).toEqual(paid);
    expect(paid.workers + paid.treasury).toBeGreaterThan(1n << 127n);
  }
});

it("pays nearly the whole budget to workers that always answer", () => {
  const farm = new Farm(names);
  farm.measure();
  for (const miner of farm.miners) farm.start(miner);
  const from = farm.ledger.act(tickNow);
  for (let i = 0; i < 30; i++) {
    farm.pass(10);
    const asked = farm.draw();
    for (const miner of farm.miners.filter(({ identity }) => asked.includes(identity)))
      farm.answer(miner, farm.sessionOf(miner).iterations + workFor(1_000, 10));
  }
  for (const miner of farm.miners) {
    const session = farm.sessionOf(miner);
    farm.ledger.of(computation).sessions.put(miner.identity, { ...session, due: farm.round });
    farm.answer(miner, session.iterations + workFor(1_000, 10));
  }
  const all = emission(budget, from, farm.ledger.act(tickNow));
  expect(all - farm.paid).toBeLessThan(PHA / 1_000n);
  expect(farm.paid).toBeLessThanOrEqual(all);
});
