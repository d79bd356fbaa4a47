import { makeCall } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { accountOf, type TestEnclave } from "../../testing/index.ts";
import { Market, ofClusters, own, price } from "../../testing/market.ts";
import { existentialDeposit } from "../balances/account-data.ts";
import { tellBehind } from "../clusters/members.ts";
import { clusters } from "../clusters/spec.ts";
import { computation } from "../computation/spec.ts";
import { tickNow } from "../timestamp/clock.ts";
import { leaseLimits } from "./limits.ts";
import { leases } from "./spec.ts";
import type { Lease } from "./types.ts";

const terms = { price, places: 1, memoryMib: 1, region: "Oslo" };
const now = (market: Market): number => market.ledger.act(tickNow);

function setup() {
  const market = new Market(["a", "b"]);
  const [a, b] = market.miners as [TestEnclave, TestEnclave];
  return { market, ledger: market.ledger, a, b, worker: a.identity };
}

describe("an offer", () => {
  it("is its operator's, and within bounds", () => {
    const { ledger, worker } = setup();
    expect(ledger.refusal("Tina", own.offer({ worker, ...terms }))).toBe("Leases.NotOperator");
    const bad = [
      { price: leaseLimits.price + 1n },
      { places: 0 },
      { places: leaseLimits.leases + 1 },
      { region: "ø".repeat(leaseLimits.region / 2 + 1) },
    ];
    for (const one of bad)
      expect(ledger.refusal("Bob", own.offer({ worker, ...terms, ...one }))).toBe("Leases.BadOffer");
    expect(ledger.refusal("Tina", own.withdraw_offer({ worker }))).toBe("Leases.NotOperator");
    ledger.run("Bob", own.withdraw_offer({ worker }));
    expect(ledger.refusal("Bob", own.withdraw_offer({ worker }))).toBe("Leases.NotOffered");
  });
});

describe("a lease", () => {
  it("brings workers into the tenant's cluster, for what they are offered for, and holds what that costs", () => {
    const { market, a, b } = setup();
    const before = market.free("Tina");
    market.take([a, b], 100);
    expect([market.isMember(a), market.isMember(b)]).toEqual([true, true]);
    const cost = 2n * (100n * price + existentialDeposit);
    expect(market.free("Tina")).toBe(before - cost);
    expect(market.escrow).toEqual([cost, cost]);
    expect(market.lease(1)).toMatchObject({ worker: b.identity, price, until: now(market) + 100, served: 0 });
  });

  it("is refused where something is against it, and then nothing has happened", () => {
    const { market, ledger, a, worker } = setup();
    const { cluster } = market;
    const call = { cluster, workers: [worker], ticks: 10, price };
    const refusal = (change: Partial<typeof call>, who = "Tina") =>
      ledger.refusal(who, own.take({ ...call, ...change }));
    expect(refusal({}, "Uli")).toBe("Clusters.NotOwner");
    expect(refusal({ cluster: 77 })).toBe("Clusters.UnknownCluster");
    expect(refusal({ workers: [] })).toBe("Leases.BadCount");
    expect(refusal({ workers: Array.from({ length: leaseLimits.workers + 1 }, () => worker) })).toBe("Leases.BadCount");
    expect(refusal({ ticks: 0 })).toBe("Leases.BadPeriod");
    expect(refusal({ ticks: leaseLimits.ticks + 1 })).toBe("Leases.BadPeriod");
    expect(refusal({ price: price - 1n })).toBe("Leases.PriceTooHigh");
    expect(refusal({ workers: [worker, worker] })).toBe("Clusters.AlreadyThere");
    expect(refusal({ ticks: leaseLimits.ticks })).toBe("Balances.InsufficientBalance");
    expect(market.isMember(a)).toBe(false);
    ledger.run("Bob", makeCall(computation, "stop", { worker }));
    expect(refusal({})).toBe("Leases.NotServing");
    ledger.run("Bob", own.withdraw_offer({ worker }));
    expect(refusal({})).toBe("Leases.NotOffered");
    expect(market.escrow).toEqual([0n, 0n]);
  });

  it("is one of as many as the worker is offered to", () => {
    const { market, ledger, a, worker } = setup();
    market.offer(a, { places: 1 });
    market.take([a]);
    ledger.run("Uli", ofClusters.create({ minMembers: 1 }));
    const second = own.take({ cluster: market.cluster, workers: [worker], ticks: 10, price });
    expect(ledger.refusal("Uli", second)).toBe("Leases.NoPlace");
    market.offer(a, { places: 2 });
    ledger.run("Uli", second);
    expect(ledger.of(leases).ofWorker.get(worker)).toEqual([0, 1]);
  });

  it("is paid by what its worker has served whenever that answers", () => {
    const { market, a } = setup();
    market.take([a]);
    const [before, from] = [market.free("Bob"), now(market)];
    market.pass(30);
    expect(market.free("Bob")).toBe(before);
    market.ask();
    const served = now(market) - from;
    expect(market.free("Bob")).toBe(before + BigInt(served) * price);
    expect(market.lease()).toMatchObject({ served, paid: BigInt(served) * price });
    const [held, said] = market.escrow;
    expect(held).toBe(said);
  });

  it("ends at any tick that its tenant likes: what was served is paid, the rest returns, contracts get other keys", () => {
    const { market, ledger, a } = setup();
    const [tenant, operator, from] = [market.free("Tina"), market.free("Bob"), now(market)];
    market.take([a]);
    market.pass(17);
    expect(ledger.refusal("Bob", own.end({ lease: 0 }))).toBe("Leases.NotTenant");
    ledger.run("Tina", own.end({ lease: 0 }));
    const cost = BigInt(now(market) - from) * price;
    expect([market.free("Tina"), market.free("Bob")]).toEqual([tenant - cost, operator + cost]);
    expect(market.isMember(a)).toBe(false);
    expect(ledger.of(clusters).removals.get(market.cluster)).toBe(1);
    expect(market.escrow).toEqual([0n, 0n]);
    expect(ledger.refusal("Tina", own.end({ lease: 0 }))).toBe("Leases.UnknownLease");
  });

  it("ends by itself with the first answer after its time, and pays nothing beyond it", () => {
    const { market, a } = setup();
    const before = market.free("Tina");
    market.take([a], 20);
    market.pass(35);
    market.ask();
    expect(market.lease()).toBeUndefined();
    expect(market.isMember(a)).toBe(false);
    expect(market.free("Tina")).toBe(before - 20n * price);
  });

  it("is ended by anybody when its time is over", () => {
    const { market, ledger, a } = setup();
    market.take([a], 20);
    market.pass(19);
    expect(ledger.refusal("Uli", own.end({ lease: 0 }))).toBe("Leases.NotTenant");
    market.pass(1);
    ledger.run("Uli", own.end({ lease: 0 }));
    expect(market.isMember(a)).toBe(false);
  });

  it("costs nothing since the last answer where the machine is away, and goes on when it is back", () => {
    const { market, a, b } = setup();
    const before = market.free("Tina");
    market.take([a], 1_000);
    market.pass(10);
    market.ask();
    const heard = market.lease()?.served as number;
    market.pass(10);
    market.ask([b]);
    market.pass(8);
    expect(market.sessionOf(a).standing.type).toBe("Unresponsive");
    market.pass(50);
    market.draw();
    const back = now(market);
    market.answer(a);
    expect(market.lease()?.served).toBe(heard);
    market.pass(7);
    market.ledger.run("Tina", own.end({ lease: 0 }));
    const served = heard + now(market) - back;
    expect(market.free("Tina")).toBe(before - BigInt(served) * price);
  });

  it("returns all that a machine did not serve that never comes back", () => {
    const { market, ledger, a, b } = setup();
    const before = market.free("Tina");
    market.take([a], 1_000);
    market.ask([b]);
    market.pass(100);
    ledger.run("Tina", own.end({ lease: 0 }));
    expect(market.free("Tina")).toBe(before);
    expect(market.isMember(a)).toBe(false);
  });

  it("costs nothing since the last answer of a machine that its owner stops", () => {
    const { market, ledger, a, worker } = setup();
    const before = market.free("Tina");
    market.take([a], 1_000);
    market.pass(100);
    ledger.run("Alice", makeCall(computation, "stop", { worker }));
    market.pass(10);
    ledger.run("Tina", own.end({ lease: 0 }));
    expect(market.free("Tina")).toBe(before);
  });

  it("costs nothing while its worker is not up to date with a contract of the cluster, though it answers", () => {
    const { market, ledger, a, worker } = setup();
    const { cluster } = market;
    const before = market.free("Tina");
    market.take([a], 1_000);
    market.pass(10);
    ledger.act((env) => tellBehind(env, cluster, { fell: [worker], rose: [] }));
    ledger.act((env) => tellBehind(env, cluster, { fell: [worker], rose: [] }));
    market.ask();
    market.pass(10);
    ledger.act((env) => tellBehind(env, cluster, { fell: [], rose: [worker] }));
    market.ask();
    expect(market.lease()?.served).toBe(0);
    ledger.act((env) => tellBehind(env, cluster, { fell: [], rose: [worker] }));
    market.pass(7);
    ledger.run("Tina", own.end({ lease: 0 }));
    expect(market.free("Tina")).toBe(before - 7n * price);
  });

  it("is renewed for its price while the worker is offered for no more", () => {
    const { market, ledger, a, worker } = setup();
    market.take([a], 100);
    const until = market.lease()?.until as number;
    expect(ledger.refusal("Uli", own.renew({ lease: 0, ticks: 50 }))).toBe("Leases.NotTenant");
    ledger.run("Tina", own.renew({ lease: 0, ticks: 50 }));
    expect(market.lease()).toMatchObject({ until: until + 50, escrow: 150n * price + existentialDeposit });
    expect(ledger.refusal("Tina", own.renew({ lease: 0, ticks: 0 }))).toBe("Leases.BadPeriod");
    expect(ledger.refusal("Tina", own.renew({ lease: 0, ticks: leaseLimits.ticks }))).toBe("Leases.BadPeriod");
    market.offer(a, { price: price + 1n });
    expect(ledger.refusal("Tina", own.renew({ lease: 0, ticks: 50 }))).toBe("Leases.PriceTooHigh");
    ledger.run("Bob", own.withdraw_offer({ worker }));
    expect(ledger.refusal("Tina", own.renew({ lease: 0, ticks: 50 }))).toBe("Leases.NotOffered");
    market.offer(a);
    market.pass(150);
    expect(ledger.refusal("Tina", own.renew({ lease: 0, ticks: 50 }))).toBe("Leases.Leaving");
  });

  it("is left by its operator an hour later, once, and not renewed then", () => {
    const { market, ledger, a } = setup();
    market.take([a], 1_000);
    expect(ledger.refusal("Tina", own.leave({ lease: 0 }))).toBe("Leases.NotOperator");
    ledger.run("Bob", own.leave({ lease: 0 }));
    expect(market.lease()).toMatchObject({ leaving: true, until: now(market) + 300 });
    expect(ledger.refusal("Bob", own.leave({ lease: 0 }))).toBe("Leases.Leaving");
    expect(ledger.refusal("Tina", own.renew({ lease: 0, ticks: 1 }))).toBe("Leases.Leaving");
    expect(ledger.refusal("Bob", own.end({ lease: 0 }))).toBe("Leases.NotTenant");
    market.pass(300);
    ledger.run("Bob", own.end({ lease: 0 }));
    expect(market.isMember(a)).toBe(false);
  });

  it("keeps its worker in the cluster: the owner ends the lease, and does not remove it unpaid", () => {
    const { market, ledger, a, worker } = setup();
    market.take([a]);
    const remove = ofClusters.remove({ cluster: market.cluster, identity: worker });
    expect(ledger.refusal("Tina", remove)).toBe("Clusters.Lent");
    ledger.run("Tina", own.end({ lease: 0 }));
    expect(ledger.refusal("Tina", remove)).toBe("Clusters.NotMember");
  });

  it("returns to its tenant what an operator's account that is not there cannot take", () => {
    const { market, ledger, a } = setup();
    market.offer(a, { price: 1n });
    const before = market.free("Tina");
    market.take([a]);
    const { leases: all } = ledger.of(leases);
    all.put(0, { ...(all.get(0) as Lease), operator: accountOf("Nobody") });
    market.pass(20);
    market.ask();
    expect(market.lease()).toMatchObject({ paid: 0n });
    expect(market.lease()?.served).toBeGreaterThanOrEqual(20);
    ledger.run("Tina", own.end({ lease: 0 }));
    expect(market.free("Tina")).toBe(before);
    expect(market.escrow).toEqual([0n, 0n]);
  });
});
