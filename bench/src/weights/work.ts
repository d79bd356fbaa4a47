import type { Hex } from "@pha/codec";
import { computation, leaseLimits, PHA, type Session, stakePools } from "@pha/runtime/spec";
import { callsOf, TestEnclave, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, type Changes, ids, ledgerWith, simple, zeros } from "./cases.ts";
import { leased } from "./leases.ts";

const own = callsOf(computation);
const pools = callsOf(stakePools);
export const miner = new TestEnclave("measured", "Miner");
const worker = miner.identity;
const pool = 0;
const rich = 1_000_000n * PHA;
const round = 32n;

/** As many sets of figures and rounds are known as may be. */
function remembered(ledger: TestLedger): void {
  const { sets, rounds } = ledger.of(computation);
  const [first] = sets.get();
  if (!first) throw new Error("there are no figures");
  sets.put(Array.from({ length: 16 }, (_, i) => ({ ...first, from: i })));
  const seed = zeros(32);
  rounds.put(Array.from({ length: 32 }, (_, i) => ({ round: BigInt(i + 1), seed, atMs: 3_000n, tick: 0, block: 3 })));
}

/** A measured miner of Bob's in Olga's pool, of which a batch of withdrawals is due. */
const measured: Changes = (ledger) => {
  miner.register(ledger, "Bob");
  for (const person of ["Olga", "Zoe"]) ledger.setBalances({ [person]: 2n * rich });
  ledger.run("Olga", pools.create({ commission: 100_000 }));
  for (const person of ["Olga", "Zoe"]) ledger.run(person, pools.contribute({ pool, amount: rich }));
  ledger.run("Olga", pools.set_own_shares({ pool, shares: rich }));
  ledger.run("Bob", pools.offer_worker({ worker, pool }));
  ledger.run("Olga", pools.add_worker({ pool, worker }));
  ledger.of(computation).scores.put(worker, { p: 1_000, round: 1n, tick: 0 });
  remembered(ledger);
};

/** It computes, asked for an answer; another one has the last place. */
export const computing: Changes = (ledger) => {
  measured(ledger);
  ledger.run("Olga", own.start({ worker, stake: 4_000n * PHA }));
  const { sessions, online, onlineCount } = ledger.of(computation);
  const session = sessions.get(worker) as Session;
  const other = zeros(32);
  sessions.put(worker, { ...session, due: round });
  sessions.put(other, { ...session, position: 1 });
  online.put(1, other);
  onlineCount.put(2);
  ledger.run("Zoe", pools.withdraw({ pool, shares: PHA }));
  const { batches } = ledger.of(stakePools);
  const batch = batches.get(pool, 0);
  if (batch) batches.put(pool, 0, { ...batch, due: 0 });
};

/** It has tenants. */
const rented: Changes = (ledger) => {
  computing(ledger);
  leased(ledger, worker);
};

const stopped: Changes = (ledger) => {
  computing(ledger);
  ledger.run("Bob", own.stop({ worker }));
  const { sessions, figures } = ledger.of(computation);
  sessions.put(worker, { ...(sessions.get(worker) as Session), standing: { type: "CoolingDown", value: 0 } });
  figures.put({ ...figures.get(), coolDown: 1 });
};

/** Six hundred workers answer, and a round asks as many as it may: hardly any is drawn twice. */
export const crowded: Changes = (ledger) => {
  computing(ledger);
  remembered(ledger);
  const { sessions, online, onlineCount, figures } = ledger.of(computation);
  const session = sessions.get(worker) as Session;
  const workers: Hex[] = ids("worker", 600);
  for (const [position, identity] of workers.entries()) {
    online.put(position, identity);
    sessions.put(identity, { ...session, due: undefined, position });
  }
  onlineCount.put(workers.length);
  figures.put({ ...figures.get(), heartbeatsPerRound: 32, heartbeatsPerHour: 3_600 });
};

/** Of workers that compute. */
export const workBenchmarks: Readonly<Record<string, Readonly<Record<string, Benchmark>>>> = {
  Computation: {
    start: simple("Olga", own.start({ worker, stake: 4_000n * PHA }), measured),
    stop: simple("Bob", own.stop({ worker }), computing),
    reclaim: simple("Bob", own.reclaim({ worker }), stopped),
    heartbeat: {
      units: { leases: [0, leaseLimits.leases] },
      setup: ({ leases: count = 0 }) => ({
        ...{ ledger: ledgerWith(count === 0 ? computing : rented), caller: miner },
        call: own.heartbeat({ round, iterations: 10_000n, queries: 0n, gas: 0n }),
      }),
    },
    report_benchmark: simple(miner, own.report_benchmark({ round, iterations: 10_000n }), measured),
  },
};
