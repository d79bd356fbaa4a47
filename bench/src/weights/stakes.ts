import { PHA, poolAccount, stakePools } from "@pha/runtime/spec";
import { accountOf, addressOf, type Caller, callsOf, TestEnclave, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, bytes, type Changes, ledgerWith, simple } from "./cases.ts";

const own = callsOf(stakePools);
/** Zoe has something in as many pools as she may; this one, which Olga owns, is the last of them. */
const most = 12;
const pool = most - 1;
const longest = 512;
const { identity: worker } = new TestEnclave("m", "Miner");

const pools: Changes = (ledger) => {
  for (const who of ["Zoe", "Olga", "Bob"]) ledger.setBalances({ [who]: 100_000n * PHA });
  for (let id = 0; id < most; id++) ledger.run("Olga", own.create({ commission: 100_000 }));
  for (let id = 0; id < pool; id++) ledger.run("Zoe", own.contribute({ pool: id, amount: PHA }));
};

/** Of her shares a part is locked, so that all she has has to be looked at. */
const staked: Changes = (ledger) => {
  pools(ledger);
  ledger.run("Zoe", own.contribute({ pool, amount: 100n * PHA }));
  ledger.run("Olga", own.contribute({ pool, amount: 100n * PHA }));
  ledger.of(stakePools).shareLocks.put(accountOf("Zoe"), PHA);
};

/** Two batches are due, and neither is claimed. */
const due: Changes = (ledger) => {
  staked(ledger);
  ledger.run("Zoe", own.withdraw({ pool, shares: 50n * PHA }));
  const { batches, pools: all } = ledger.of(stakePools);
  const [batch, found] = [batches.get(pool, 0), all.get(pool)];
  if (!batch || !found) throw new Error("nothing was asked back");
  for (const number of [0, 1]) batches.put(pool, number, { ...batch, due: 0 });
  ledger.of(stakePools).allowed.put(pool, accountOf("Bob"), true);
  all.put(pool, { ...found, closed: true, nextBatch: 2, openBatches: 2, leaving: 2n * found.leaving });
};

const closing: Changes = (ledger) => {
  pools(ledger);
  ledger.run("Olga", own.describe({ pool, description: bytes(longest) }));
};

const machine = (ledger: TestLedger): void => {
  pools(ledger);
  new TestEnclave("m", "Miner").register(ledger, "Bob");
};
const offered: Changes = (ledger) => {
  machine(ledger);
  ledger.run("Bob", own.offer_worker({ worker, pool }));
};
const added: Changes = (ledger) => {
  offered(ledger);
  ledger.run("Olga", own.add_worker({ pool, worker }));
};
const earned: Changes = (ledger) => {
  pools(ledger);
  const { pools: all } = ledger.of(stakePools);
  const found = all.get(pool);
  if (found) all.put(pool, { ...found, commissionDue: PHA });
  ledger.setBalances({ [poolAccount(pool)]: 10n * PHA });
};

const byOlga = (call: Parameters<TestLedger["run"]>[1], change: Changes = staked, caller: Caller = "Olga") =>
  simple(caller, call, change);
const who = addressOf("Zoe");

/** Of pools and vaults. */
export const stakeBenchmarks: Readonly<Record<string, Readonly<Record<string, Benchmark>>>> = {
  StakePools: {
    create: byOlga(own.create({ commission: 1 }), pools),
    close: byOlga(own.close({ pool }), closing),
    set_commission: byOlga(own.set_commission({ pool, commission: 1 })),
    set_cap: byOlga(own.set_cap({ pool, cap: PHA })),
    describe: {
      units: { bytes: [0, longest] },
      setup: ({ bytes: length = 0 }) => ({
        ...{ ledger: ledgerWith(closing), caller: "Olga" },
        call: own.describe({ pool, description: bytes(length) }),
      }),
    },
    restrict: byOlga(own.restrict({ pool, closed: true })),
    allow: byOlga(own.allow({ pool, who })),
    disallow: byOlga(own.disallow({ pool, who }), (ledger) => {
      staked(ledger);
      ledger.run("Olga", own.allow({ pool, who }));
    }),
    contribute: simple("Bob", own.contribute({ pool, amount: PHA }), due),
    withdraw: simple("Zoe", own.withdraw({ pool, shares: 50n * PHA }), staked),
    cancel_withdrawal: simple("Zoe", own.cancel_withdrawal({ pool }), due),
    claim: simple("Zoe", own.claim({ pool }), due),
    pay_batch: simple("Bob", own.pay_batch({ pool }), due),
    set_own_shares: byOlga(own.set_own_shares({ pool, shares: PHA })),
    claim_commission: byOlga(own.claim_commission({ pool }), earned),
    offer_worker: simple("Bob", own.offer_worker({ worker, pool }), machine),
    add_worker: byOlga(own.add_worker({ pool, worker }), offered),
    remove_worker: byOlga(own.remove_worker({ worker }), added),
  },
};
