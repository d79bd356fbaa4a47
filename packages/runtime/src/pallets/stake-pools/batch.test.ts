import fc from "fast-check";
import { expect, it } from "vitest";
import { ask, type Batch, claimable, isPaid, isUntouched, newBatch, payBatch } from "./batch.ts";
import type { Fund } from "./fund.ts";

const batchOf = (...requests: readonly bigint[]): Batch => requests.reduce(ask, newBatch(7));

it("is paid in parts, of each request the same part, at the price of each payment", () => {
  const asked = batchOf(100n, 300n);
  const first = payBatch(asked, { shares: 1_000n, value: 1_000n }, 200n);
  expect([first.left, first.paid, first.fund]).toEqual([200n, 200n, { shares: 800n, value: 800n }]);
  expect([100n, 300n].map((shares) => claimable(first.batch, { shares, claimed: 0n }))).toEqual([50n, 150n]);
  // A machine earns: what waits is worth more.
  const second = payBatch(first.batch, { shares: 800n, value: 1_600n }, 10_000n);
  expect([second.left, second.paid, isPaid(second.batch)]).toEqual([200n, 400n, true]);
  expect(claimable(second.batch, { shares: 100n, claimed: 50n })).toBe(100n);
});

it("waits where there is no money for a share, and is paid with nothing where all is lost", () => {
  expect(payBatch(batchOf(5n), { shares: 10n, value: 100n }, 9n)).toMatchObject({ left: 0n, paid: 0n });
  expect(payBatch(batchOf(5n), { shares: 10n, value: 0n }, 0n)).toMatchObject({ left: 5n, paid: 0n });
});

it("can be left before anything is paid", () => {
  const left = ask(batchOf(100n, 300n), -100n);
  expect(left).toEqual(batchOf(300n));
  expect(isUntouched(left)).toBe(true);
});

it("gives all requests together no more than was paid, and each as much as its part (property)", () => {
  const amount = fc.bigInt(1n, 10n ** 20n);
  const steps = fc.array(fc.record({ money: fc.bigInt(0n, 10n ** 20n), earned: fc.bigInt(0n, 10n ** 18n) }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(
      fc.array(amount, { minLength: 1, maxLength: 6 }),
      amount,
      amount,
      steps,
      (requests, more, value, all) => {
        let batch = batchOf(...requests);
        let fund: Fund = { shares: batch.asked + more, value };
        for (const { money, earned } of all) {
          const next = payBatch(batch, { ...fund, value: fund.value + earned }, money);
          ({ batch, fund } = next);
        }
        const parts = requests.map((shares) => claimable(batch, { shares, claimed: 0n }));
        const sum = parts.reduce((a, b) => a + b, 0n);
        expect(sum).toBeLessThanOrEqual(batch.paid);
        expect(batch.paid - sum).toBeLessThan(BigInt(requests.length));
        for (const [i, part] of parts.entries())
          expect(part * batch.asked).toBeLessThanOrEqual(batch.paid * (requests[i] as bigint));
      },
    ),
  );
});
