import { PHA, poolAccount, stakePools, vaultAccount, vaults } from "@pha/runtime/spec";
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

const ofVaults = callsOf(vaults);
/** Zoe has something in as many vaults as she may, and each in as many pools as it may, all others; this one is Vera's last. */
const vault = 3;
const invested = 8;
const first = vault * invested;
const free = first + invested - 1;

/** From all its pools but the last, each vault has asked something back. */
const vaulted: Changes = (ledger) => inVaults(ledger, "Zoe");

function inVaults(ledger: TestLedger, who: string): void {
  ledger.setBalances({ [who]: 100_000n * PHA, Olga: 100_000n * PHA, Bob: 100_000n * PHA, Vera: 100_000n * PHA });
  for (let id = 0; id <= vault; id++) {
    ledger.run("Vera", ofVaults.create({ commission: 100_000 }));
    ledger.run(who, ofVaults.contribute({ vault: id, amount: 1_000n * PHA }));
    for (let pool = id * invested; pool < (id + 1) * invested; pool++) {
      ledger.run("Olga", own.create({ commission: 0 }));
      ledger.run("Vera", ofVaults.invest({ vault: id, pool, amount: 10n * PHA }));
      if (pool % invested < invested - 1) ledger.run("Vera", ofVaults.divest({ vault: id, pool, shares: 5n * PHA }));
    }
  }
  ledger.of(vaults).shareLocks.put(accountOf(who), PHA);
}

/** Somebody has something in as many pools and vaults as may be. */
export function delegates(ledger: TestLedger, who: string): void {
  inVaults(ledger, who);
  for (let id = 0; id < most; id++) {
    const another = ledger.of(stakePools).count.get();
    ledger.run("Olga", own.create({ commission: 0 }));
    ledger.run(who, own.contribute({ pool: another, amount: PHA }));
  }
}

/** Two batches of the vault are due, and its pools have paid. */
const owing: Changes = (ledger) => {
  vaulted(ledger);
  ledger.run("Zoe", ofVaults.withdraw({ vault, shares: 50n * PHA }));
  const { batches, vaults: all } = ledger.of(vaults);
  const [batch, found] = [batches.get(vault, 0), all.get(vault)];
  if (!batch || !found) throw new Error("nothing was asked back");
  for (const number of [0, 1]) batches.put(vault, number, { ...batch, due: 0 });
  all.put(vault, { ...found, nextBatch: 2, openBatches: 2, leaving: 2n * found.leaving });
  for (let id = first; id < free; id++) {
    const asked = ledger.of(stakePools).batches.get(id, 0);
    if (asked) ledger.of(stakePools).batches.put(id, 0, { ...asked, due: 0 });
  }
};

/** It owes more than it has. */
const overdue: Changes = (ledger) => {
  vaulted(ledger);
  ledger.run("Zoe", ofVaults.withdraw({ vault, shares: 1_000n * PHA }));
  const { batches, vaults: all } = ledger.of(vaults);
  const [batch, found] = [batches.get(vault, 0), all.get(vault)];
  if (!batch || !found) throw new Error("nothing was asked back");
  batches.put(vault, 0, { ...batch, due: 0 });
  all.put(vault, { ...found, free: 0n });
};

const gained: Changes = (ledger) => {
  vaulted(ledger);
  const { pools: all } = ledger.of(stakePools);
  const found = all.get(free);
  if (found) all.put(free, { ...found, value: 100n * found.value });
};
const byVera = (call: Parameters<TestLedger["run"]>[1], change: Changes = vaulted) => simple("Vera", call, change);

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
  Vaults: {
    create: byVera(ofVaults.create({ commission: 1 })),
    close: byVera(ofVaults.close({ vault }), (ledger) => {
      pools(ledger);
      ledger.setBalances({ Vera: 100_000n * PHA });
      for (let id = 0; id <= vault; id++) ledger.run("Vera", ofVaults.create({ commission: 1 }));
      ledger.setBalances({ [vaultAccount(vault)]: 10n * PHA });
    }),
    set_commission: byVera(ofVaults.set_commission({ vault, commission: 1 }), gained),
    contribute: simple("Bob", ofVaults.contribute({ vault, amount: PHA }), owing),
    withdraw: simple("Zoe", ofVaults.withdraw({ vault, shares: 50n * PHA }), gained),
    cancel_withdrawal: simple("Zoe", ofVaults.cancel_withdrawal({ vault }), owing),
    claim: simple("Zoe", ofVaults.claim({ vault }), owing),
    pay_batch: simple("Bob", ofVaults.pay_batch({ vault }), owing),
    invest: byVera(ofVaults.invest({ vault, pool: free, amount: PHA })),
    divest: byVera(ofVaults.divest({ vault, pool: free, shares: PHA })),
    cancel_divestment: byVera(ofVaults.cancel_divestment({ vault, pool: first })),
    collect: simple("Bob", ofVaults.collect({ vault, pool: first }), owing),
    force_divest: simple("Bob", ofVaults.force_divest({ vault, pool: first }), overdue),
    take_fee: byVera(ofVaults.take_fee({ vault }), gained),
  },
};
