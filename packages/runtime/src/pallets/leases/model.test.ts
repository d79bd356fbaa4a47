import type { Hex } from "@pha/codec";
import { makeCall } from "@pha/frame";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { TestEnclave } from "../../testing/index.ts";
import { Market, own, price } from "../../testing/market.ts";
import { existentialDeposit, PHA } from "../balances/account-data.ts";
import { computation } from "../computation/spec.ts";
import { tickNow } from "../timestamp/clock.ts";
import { leases } from "./spec.ts";
import type { Lease } from "./types.ts";

const names = Array.from("abc");
const who = fc.nat(names.length - 1);

/** Something that a market does; what cannot be done just now is refused, and that is all right. */
const Step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("pass" as const), blocks: fc.integer({ min: 1, max: 25 }) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("ask" as const), answering: fc.subarray([0, 1, 2]) }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("take" as const), who, ticks: fc.integer({ min: 1, max: 200 }) }),
  },
  fc.record({ type: fc.constantFrom("end" as const, "endByOther" as const, "leave" as const), who }),
  fc.record({ type: fc.constant("renew" as const), who, ticks: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ type: fc.constantFrom("stop" as const, "restart" as const, "withdraw" as const, "offer" as const), who }),
);
type Step = typeof Step extends fc.Arbitrary<infer S> ? S : never;

/** What a lease may have cost at most: the ticks of its time in which its machine answered, as it was seen tick by tick. */
class Watch {
  readonly #answered = new Map<Hex, Set<number>>();
  readonly market = new Market(names);

  pass(blocks: number): void {
    for (let i = 0; i < blocks; i++) {
      this.look();
      this.market.pass(1);
    }
    this.look();
  }

  look(): void {
    for (const miner of this.market.miners) {
      if (this.market.sessionOf(miner)?.standing.type !== "Idle") continue;
      const ticks = this.#answered.get(miner.identity) ?? new Set();
      this.#answered.set(miner.identity, ticks.add(this.market.ledger.act(tickNow)));
    }
  }

  most(worker: Hex, from: number, until: number): number {
    return [...(this.#answered.get(worker) ?? [])].filter((tick) => tick >= from && tick < until).length;
  }
}

function take(watch: Watch, step: Step): void {
  const { market } = watch;
  if (step.type === "pass") watch.pass(step.blocks);
  else if (step.type === "ask") market.ask(step.answering.map((one) => market.miners[one] as TestEnclave));
  else act(market, step);
}

function act(market: Market, step: Exclude<Step, { readonly type: "pass" | "ask" }>): void {
  const { ledger } = market;
  const miner = market.miners[step.who] as TestEnclave;
  const { identity: worker } = miner;
  const [lease = 0] = ledger.of(leases).ofWorker.get(worker);
  const work = (name: "stop" | "reclaim") => ledger.run("Alice", makeCall(computation, name, { worker }));
  const does = {
    take: () => market.take([miner], "ticks" in step ? step.ticks : 1),
    renew: () => ledger.run("Tina", own.renew({ lease, ticks: "ticks" in step ? step.ticks : 1 })),
    end: () => ledger.run("Tina", own.end({ lease })),
    endByOther: () => ledger.run("Uli", own.end({ lease })),
    leave: () => ledger.run("Bob", own.leave({ lease })),
    stop: () => work("stop"),
    restart: () => {
      work("reclaim");
      market.start(miner, 4_000n * PHA);
    },
    withdraw: () => ledger.run("Bob", own.withdraw_offer({ worker })),
    offer: () => market.offer(miner),
  };
  does[step.type]();
}

function tryTo(watch: Watch, step: Step): void {
  try {
    take(watch, step);
  } catch (error) {
    if ((error as { readonly code?: string }).code === undefined) throw error;
  }
}

it("holds what open leases say that it holds, and pays for no tick in which a machine did not serve (property)", () =>
  fc.assert(
    fc.property(fc.array(Step, { minLength: 10, maxLength: 60 }), (steps) => {
      const watch = new Watch();
      const { market } = watch;
      const spent = () => market.free("Tina") + market.escrow[1];
      const most = ({ worker, from, until }: Lease) => BigInt(watch.most(worker, from, until)) * price;
      market.take(market.miners, 200);
      const begin = market.free("Bob");
      let ended: readonly Lease[] = [];
      let open = leasesOf(market);
      for (const step of steps) {
        const [money, operator] = [spent(), market.free("Bob")];
        tryTo(watch, step);
        watch.look();
        const [held, said] = market.escrow;
        expect(held).toBe(said);
        expect(money - spent()).toBe(market.free("Bob") - operator);
        const now = leasesOf(market);
        ended = [...ended, ...[...open].flatMap(([id, lease]) => (now.has(id) ? [] : [lease]))];
        open = now;
        const paid = [...open.values()].reduce((sum, lease) => sum + lease.paid, 0n);
        expect(market.free("Bob") - begin - paid).toBeLessThanOrEqual(
          ended.reduce((sum, lease) => sum + most(lease), 0n),
        );
        for (const lease of open.values()) {
          expect(lease.paid).toBeLessThanOrEqual(most(lease));
          expect(lease.paid).toBe(BigInt(lease.served) * price);
          const due = BigInt(lease.until - lease.countedTo) * price;
          expect(lease.escrow).toBeGreaterThanOrEqual(due + existentialDeposit);
        }
      }
    }),
    { numRuns: 30 },
  ));

function leasesOf({ ledger }: Market): ReadonlyMap<number, Lease> {
  const { count, leases: all } = ledger.of(leases);
  return new Map(
    Array.from({ length: count.get() }, (_, id) => id).flatMap((id) => {
      const lease = all.get(id);
      return lease ? [[id, lease] as const] : [];
    }),
  );
}
