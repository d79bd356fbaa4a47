import type { CodedError } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import { accountOf, callsOf, type TestLedger } from "../../testing/index.ts";
import { PoolOnPaper } from "../../testing/pool-on-paper.ts";
import { VaultOnPaper } from "../../testing/vault-on-paper.ts";
import { claimable, stillWaiting } from "../stake-pools/batch.ts";
import { worthOf } from "../stake-pools/fund.ts";
import { stakePoolsPallet } from "../stake-pools/pallet.ts";
import { keep } from "../stake-pools/pools.ts";
import { announceStop, releaseStake, resumePool, slashPool, suspendPool } from "../stake-pools/sessions.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { contribute, days, earn, pha, poolOf, setup, stake } from "../stake-pools/testing.ts";
import { vaultAccount } from "./account.ts";
import { vaultsPallet } from "./pallet.ts";
import { powerInVaults } from "./power.ts";
import { vaults } from "./spec.ts";
import { fundOf, withFee } from "./worth.ts";

const own = callsOf(vaults);
const people = ["Vera", "Dora", "Emil", "Fred"] as const;
const vault = 0;
const pool = 0;
/** The vault, as the pool knows it. */
const account = vaultAccount(vault);
const commission = 200_000n;

interface Step {
  readonly kind: (typeof kinds)[number];
  readonly who: (typeof people)[number];
  readonly part: number;
}
const kinds = [
  ...["contribute", "contribute", "withdraw", "withdraw", "cancel", "claim", "claim", "pay", "fee", "force", "lock"],
  ...["invest", "invest", "divest", "undivest", "collect", "collect"],
  ...[
    "earn",
    "earn",
    "stake",
    "slash",
    "stop",
    "release",
    "release",
    "suspend",
    "resume",
    "resume",
    "day",
    "days",
    "days",
    "days",
  ],
] as const;
const step = fc.record<Step>({
  kind: fc.constantFrom(...kinds),
  who: fc.constantFrom(...people),
  part: fc.integer({ min: 1, max: 1_000 }),
});

const partOf = (amount: bigint, part: number) => (amount * BigInt(part)) / 1_000n;
const inVault = (ledger: TestLedger, who: string) => ledger.of(vaults).delegations.get(accountOf(who), vault);
const inPool = (ledger: TestLedger) => ledger.of(stakePools).delegations.get(account, pool);
const vaultOf = (ledger: TestLedger) => {
  const found = ledger.of(vaults).vaults.get(vault);
  if (!found) throw new Error("no vault");
  return found;
};

/** The vault on paper, and what it has in the pool. */
class Paper {
  readonly pool = new PoolOnPaper("Olga");
  readonly vault = new VaultOnPaper("Vera", commission);

  /** The vault's worth follows the pool's; its owner's part is counted, unless the pool is suspended. */
  sync(counts: boolean): void {
    this.vault.sync(this.pool.moneyOf("vault") + this.pool.dueOf("vault"));
    if (counts) this.vault.countFee();
  }
}

/** Does a step, and writes it down if it was done. @throws an error of a pallet's where there is nothing to do */
function take(ledger: TestLedger, paper: Paper, { kind, who: somebody, part }: Step): void {
  const asks = people.find((one) => inVault(ledger, one).request !== undefined);
  const who = kind === "claim" || kind === "cancel" ? (asks ?? somebody) : somebody;
  const before = poolOf(ledger);
  const running = before.value - before.free - before.stopping;
  const counts = before.suspensions === 0;
  const { shares, request } = inVault(ledger, who);
  const amount = partOf(pha(20_000), part) + 7n;
  switch (kind) {
    case "contribute":
      ledger.run(who, own.contribute({ vault, amount }));
      paper.sync(counts);
      paper.vault.contribute(who, amount);
      break;
    case "withdraw":
      ledger.run(who, own.withdraw({ vault, shares: partOf(shares, part) }));
      paper.sync(counts);
      paper.vault.move(who, "active", vaultOf(ledger).nextBatch - 1, partOf(shares, part), shares);
      expectUnlocked(ledger, who);
      break;
    case "cancel":
      ledger.run(who, own.cancel_withdrawal({ vault }));
      paper.vault.move(who, request?.batch ?? 0, "active");
      break;
    case "claim":
      ledger.run(who, own.claim({ vault }));
      paper.sync(counts);
      break;
    case "pay":
      ledger.run(who, own.pay_batch({ vault }));
      paper.sync(counts);
      break;
    case "lock": {
      const { power } = ledger.act((env) => powerInVaults(env, accountOf(who)));
      ledger.of(vaults).shareLocks.put(accountOf(who), partOf(power, part));
      break;
    }
    case "fee":
      ledger.run("Vera", own.take_fee({ vault }));
      paper.sync(counts);
      paper.vault.move("Vera", "earned", "active");
      break;
    case "force": {
      const held = inPool(ledger);
      ledger.run(who, own.force_divest({ vault, pool }));
      paper.sync(counts);
      if (held.request && held.shares > 0n) paper.pool.move("vault", held.request.batch, "active", 1n, 1n);
      paper.pool.move("vault", "active", inPool(ledger).request?.batch ?? 0, 1n, 1n);
      break;
    }
    case "invest": {
      const invested = partOf(vaultOf(ledger).free, part);
      ledger.run("Vera", own.invest({ vault, pool, amount: invested }));
      paper.sync(counts);
      paper.vault.invest(invested);
      paper.pool.contribute("vault", invested);
      break;
    }
    case "divest": {
      const held = inPool(ledger).shares;
      ledger.run("Vera", own.divest({ vault, pool, shares: partOf(held, part) }));
      paper.pool.move("vault", "active", poolOf(ledger).nextBatch - 1, partOf(held, part), held);
      break;
    }
    case "undivest": {
      const batch = inPool(ledger).request?.batch ?? 0;
      ledger.run("Vera", own.cancel_divestment({ vault, pool }));
      paper.pool.move("vault", batch, "active", 1n, 1n);
      break;
    }
    case "collect":
      ledger.run(who, own.collect({ vault, pool }));
      break;
    case "earn":
      if (before.value === 0n) throw stakePools.errors.NothingDue();
      earn(ledger, partOf(pha(1_000), part));
      paper.pool.earn(partOf(pha(1_000), part), 100_000);
      break;
    case "stake":
      stake(ledger, Math.ceil(Number(before.free / pha(1)) * (part / 1_000)));
      paper.pool.stake(before.free - poolOf(ledger).free);
      break;
    case "slash": {
      const { taken } = ledger.act((env) => slashPool(env, pool, partOf(running, Math.min(part, 300))));
      paper.pool.lose(taken);
      break;
    }
    case "stop":
      ledger.act((env) => announceStop(env, pool, partOf(running, part)));
      break;
    case "release": {
      const freed = partOf(before.stopping, part);
      paper.pool.stake(-freed);
      ledger.act((env) => releaseStake(env, pool, freed));
      break;
    }
    case "suspend":
      ledger.act((env) => suspendPool(env, pool));
      break;
    case "resume":
      if (before.suspensions === 0) throw stakePools.errors.NothingDue();
      ledger.act((env) => resumePool(env, pool));
      break;
    case "day":
      days(ledger, 1);
      break;
    case "days":
      days(ledger, 5);
      break;
  }
}

/** What somebody has voted with is not asked back. */
function expectUnlocked(ledger: TestLedger, who: string): void {
  const { power } = ledger.act((env) => powerInVaults(env, accountOf(who)));
  expect(power).toBeGreaterThanOrEqual(ledger.of(vaults).shareLocks.get(accountOf(who)));
}

const expectNear = (a: bigint, b: bigint, slack: bigint) => expect(a > b ? a - b : b - a).toBeLessThanOrEqual(slack);

/** What the ledger itself tells of payments is written down as well, the pool's before the vault's. */
function follow(ledger: TestLedger, paper: Paper, slack: bigint): void {
  for (const { type, value } of ledger.events(stakePools)) {
    if (type === "BatchPaid") expectNear(value.amount, paper.pool.pay(value.batch), slack);
    if (type === "Claimed" && value.who === account) {
      paper.pool.claim("vault", value.amount);
      if (inPool(ledger).request === undefined) paper.pool.forget("vault");
      paper.vault.invest(-value.amount);
      paper.sync(poolOf(ledger).suspensions === 0);
    }
  }
  for (const { type, value } of ledger.events(vaults)) {
    if (type === "BatchPaid") expectNear(value.amount, paper.vault.pay(value.batch), slack);
    if (type === "Claimed") {
      const who = people.find((one) => accountOf(one) === value.who) ?? "";
      paper.vault.claim(who, value.amount);
      if (inVault(ledger, who).request === undefined) paper.vault.forget(who);
    }
  }
}

/** Everybody has, by the ledger, what is theirs on paper; and every planck in the vault's account is somebody's. */
function check(ledger: TestLedger, paper: Paper, slack: bigint): void {
  const valued = ledger.act((env) => withFee(env, vault, vaultOf(ledger)));
  const written = vaultOf(ledger);
  const fund = fundOf({ vault: written, worth: valued.worth });
  const { batches } = ledger.of(vaults);
  let [shares, unclaimed] = [written.ownerShares, 0n];
  paper.vault.sync(paper.pool.moneyOf("vault") + paper.pool.dueOf("vault"));
  for (const who of people) {
    const { shares: active, request } = inVault(ledger, who);
    const batch = request && batches.get(vault, request.batch);
    const waiting = request && batch ? stillWaiting(batch, request) : 0n;
    shares += active;
    expectNear(worthOf(fund, active) + worthOf(fund, waiting), paper.vault.moneyOf(who), slack);
    if (request && batch) expectNear(claimable(batch, request), paper.vault.dueOf(who), slack);
  }
  expectNear(
    worthOf(fund, written.ownerShares),
    paper.vault.moneyOf("Vera", (as) => as === "earned"),
    slack,
  );
  for (let number = 0; number < written.nextBatch; number++) {
    const batch = batches.get(vault, number);
    if (batch) unclaimed += batch.paid - batch.claimed;
  }
  expect(shares + written.leaving).toBe(written.shares);
  expectNear(fund.value, paper.vault.value, slack);
  expect(ledger.balanceOf(account).free).toBe(keep + written.free + unclaimed);
}

it("a vault is, planck for planck, what it is on paper, its owner's part above the highest price among it (property)", () => {
  const seen = new Set<string>();
  let done = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 140, size: "max" }), (steps) => {
      const ledger = setup([stakePoolsPallet, vaultsPallet]);
      const paper = new Paper();
      ledger.setBalances({ Vera: pha(100_000) });
      ledger.run("Vera", own.create({ commission: Number(commission) }));
      contribute(ledger, "Olga", 5_000);
      paper.pool.contribute("Olga", pha(5_000));
      ledger.of(stakePools).figures.put({ ...ledger.of(stakePools).figures.get(), ownPart: 0 });
      for (const [i, each] of steps.entries()) {
        try {
          take(ledger, paper, each);
        } catch (error) {
          expect((error as CodedError).code).toMatch(/^(StakePools|Vaults)\./);
          continue;
        }
        done += 1;
        seen.add(each.kind);
        const slack = BigInt(i + 1) * 20_000n;
        follow(ledger, paper, slack);
        check(ledger, paper, slack);
      }
      leaveAll(ledger);
    }),
    { numRuns: 50 },
  );
  expect([...seen].sort()).toEqual([...new Set<string>(kinds)].sort());
  console.log(`${done} steps of ${seen.size} kinds were done`);
}, 120_000);

/** Everybody can leave, the last one and the owner too, and nothing stays behind but what the vault began with. */
function leaveAll(ledger: TestLedger): void {
  for (const who of people) ledger.of(vaults).shareLocks.remove(accountOf(who));
  for (let left = poolOf(ledger).suspensions; left > 0; left--) ledger.act((env) => resumePool(env, pool));
  const may = (who: string, call: Parameters<TestLedger["run"]>[1]) => {
    try {
      ledger.run(who, call);
    } catch (error) {
      expect((error as CodedError).code).toMatch(/^(StakePools|Vaults)\./);
    }
  };
  for (let round = 0; round < 3; round++) {
    const { value, free, stopping } = poolOf(ledger);
    ledger.act((env) => {
      announceStop(env, pool, value - free - stopping);
      releaseStake(env, pool, value - free);
    });
    may("Vera", own.take_fee({ vault }));
    for (const who of people) may(who, own.withdraw({ vault, shares: inVault(ledger, who).shares }));
    may("Vera", own.divest({ vault, pool, shares: inPool(ledger).shares }));
    days(ledger, 9);
    for (let i = 0; i < 70; i++) ledger.act((env) => releaseStake(env, pool, 0n));
    may("Fred", own.collect({ vault, pool }));
    for (let i = 0; i < 70; i++) may("Fred", own.pay_batch({ vault }));
    for (const who of people) may(who, own.claim({ vault }));
  }
  const { shares, free, leaving, openBatches } = vaultOf(ledger);
  expect([shares, leaving, openBatches, inPool(ledger).shares]).toEqual([0n, 0n, 0, 0n]);
  expect(ledger.balanceOf(account).free).toBe(keep + free);
  expect(free).toBeLessThan(10_000n);
}
