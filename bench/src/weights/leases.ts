import type { Hex } from "@pha/codec";
import { leaseLimits, leases, leasesAccount, PHA } from "@pha/runtime/spec";
import { callsOf, TestEnclave, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, type Changes, ledgerWith, simple } from "./cases.ts";
import { others, putCluster } from "./members.ts";

const own = callsOf(leases);
const cluster = 1;
const miners = Array.from({ length: leaseLimits.workers }, (_, i) => new TestEnclave(`leased ${i}`, "Miner"));
const [worker] = miners.map(({ identity }) => identity) as [Hex];
const region = "x".repeat(leaseLimits.region);
const terms = { price: PHA, places: leaseLimits.leases, memoryMib: 1, region };

/** As many of Bob's miners as one call takes are offered, and have all their other tenants; his clusters have room for them. */
const offered: Changes = (ledger) => {
  for (const who of ["Bob", "Zoe"]) ledger.setBalances({ [who]: 1_000_000n * PHA });
  for (const miner of miners) {
    miner.register(ledger, "Bob");
    ledger.run("Bob", own.offer({ worker: miner.identity, ...terms }));
    ledger.of(leases).serving.put(miner.identity, 0);
  }
};

/** A worker of Bob's with as many leases as it may have, in clusters that are full with it; they are over. */
export function leased(ledger: TestLedger, identity: Hex): void {
  ledger.setBalances({ Bob: 1_000_000n * PHA });
  ledger.run("Bob", own.offer({ worker: identity, ...terms }));
  ledger.of(leases).serving.put(identity, 0);
  for (let id = cluster; id < cluster + leaseLimits.leases; id++) {
    putCluster(ledger, id, others);
    ledger.run("Bob", own.take({ cluster: id, workers: [identity], ticks: 2, price: PHA }));
  }
}

const room: Changes = (ledger) => {
  offered(ledger);
  putCluster(ledger, cluster, others.slice(0, -miners.length + 1));
  const { ofWorker } = ledger.of(leases);
  for (const { identity } of miners) ofWorker.put(identity, [90, 91, 92, 93, 94, 95, 96]);
  ledger.setBalances({ [leasesAccount]: PHA });
};

/** One lease of a worker. */
const taken: Changes = (ledger) => {
  offered(ledger);
  ledger.run("Bob", own.offer({ worker, ...terms, price: PHA / 1_000n }));
  putCluster(ledger, cluster, others);
  ledger.run("Bob", own.take({ cluster, workers: [worker], ticks: 1_000, price: PHA }));
};

/** Of workers that are leased. */
export const leaseBenchmarks: Readonly<Record<string, Readonly<Record<string, Benchmark>>>> = {
  Leases: {
    offer: simple("Bob", own.offer({ worker, ...terms }), offered),
    withdraw_offer: simple("Bob", own.withdraw_offer({ worker }), offered),
    take: {
      units: { workers: [1, miners.length] },
      setup: ({ workers = 0 }) => ({
        ...{ ledger: ledgerWith(room), caller: "Bob" },
        call: own.take({
          ...{ cluster, ticks: 1, price: PHA },
          workers: miners.slice(0, workers).map(({ identity }) => identity),
        }),
      }),
    },
    renew: simple("Bob", own.renew({ lease: 0, ticks: 1 }), taken),
    end: simple("Bob", own.end({ lease: 0 }), taken),
    leave: simple("Bob", own.leave({ lease: 0 }), taken),
  },
};
