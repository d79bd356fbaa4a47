import { beforeEach, describe, expect, it } from "vitest";
import { accountOf, callsOf, type TestLedger } from "../../testing/index.ts";
import { stakesOf } from "../../tied/stakes.ts";
import { stakePoolsPallet } from "../stake-pools/pallet.ts";
import { announceStop, isWaiting, releaseStake, resumePool, slashPool, suspendPool } from "../stake-pools/sessions.ts";
import { stakePools } from "../stake-pools/spec.ts";
import * as pools from "../stake-pools/testing.ts";
import { days, earn, pha, setup, stake } from "../stake-pools/testing.ts";
import { vaultAccount } from "./account.ts";
import { vaultsPallet } from "./pallet.ts";
import { powerInVaults } from "./power.ts";
import { vaults } from "./spec.ts";

const own = callsOf(vaults);
const vault = 0;
const pool = 0;
let ledger: TestLedger;
const has = (who: string) => ledger.balanceOf(who).free;
const vaultNow = () => ledger.of(vaults).vaults.get(vault);
const delegation = (who: string) => ledger.of(vaults).delegations.get(accountOf(who), vault);
const contribute = (who: string, amount: number) => ledger.run(who, own.contribute({ vault, amount: pha(amount) }));
const withdraw = (who: string, amount: number) => ledger.run(who, own.withdraw({ vault, shares: pha(amount) }));
const invest = (amount: number, of = pool) => ledger.run("Vera", own.invest({ vault, pool: of, amount: pha(amount) }));

beforeEach(() => {
  ledger = setup([stakePoolsPallet, vaultsPallet]);
  ledger.run("Olga", pools.own.set_commission({ pool, commission: 0 }));
  ledger.setBalances({ Vera: pha(100_000) });
  ledger.run("Vera", own.create({ commission: 200_000 }));
});

describe("a vault", () => {
  it("is its creator's, who alone invests for all", () => {
    expect(has(vaultAccount(vault))).toBe(pha(1));
    contribute("Dora", 100);
    const calls = [
      own.close({ vault }),
      own.set_commission({ vault, commission: 1 }),
      own.invest({ vault, pool, amount: pha(1) }),
      own.divest({ vault, pool, shares: pha(1) }),
      own.cancel_divestment({ vault, pool }),
      own.take_fee({ vault }),
    ];
    for (const call of calls)
      expect([call.value.type, ledger.refusal("Dora", call)]).toEqual([call.value.type, "Vaults.NotOwner"]);
    expect(ledger.refusal("Dora", own.claim({ vault: 7 }))).toBe("Vaults.UnknownVault");
    expect(ledger.refusal("Dora", own.create({ commission: 1_000_001 }))).toBe("Vaults.BadCommission");
  });

  it("is worth what it has, and what that is worth in pools", () => {
    contribute("Dora", 100);
    invest(80);
    earn(ledger, pha(80));
    contribute("Emil", 164);
    // Of the 80 gained a fifth is the owner's: the price is 1.64.
    expect(delegation("Emil").shares).toBe(pha(100) - 3n);
    expect(ledger.act((env) => powerInVaults(env, accountOf("Dora")).power)).toBe(pha(164) + 2n);
    expect(vaultNow()).toMatchObject({ free: pha(184) });
    ledger.run("Vera", own.take_fee({ vault }));
    expect(ledger.act((env) => powerInVaults(env, accountOf("Vera")).power)).toBe(pha(16) - 1n);
    expect(ledger.refusal("Vera", own.take_fee({ vault }))).toBe("Vaults.NoFee");
  });

  it("earns its owner nothing before a loss is made good", () => {
    contribute("Dora", 1_000);
    invest(1_000);
    pools.contribute(ledger, "Olga", 1_000);
    ledger.run("Olga", pools.own.set_own_shares({ pool, shares: pha(200) }));
    stake(ledger, 2_000);
    ledger.act((env) => slashPool(env, pool, pha(1_100)));
    expect(ledger.act((env) => powerInVaults(env, accountOf("Dora")).power)).toBe(pha(500));
    earn(ledger, pha(900));
    ledger.run("Vera", own.set_commission({ vault, commission: 500_000 }));
    expect(vaultNow()).toMatchObject({ ownerShares: 0n, shares: pha(1_000) });
    earn(ledger, pha(180));
    withdraw("Dora", 10);
    expect(vaultNow()?.ownerShares).toBeGreaterThan(0n);
  });

  it("ends when nobody has anything in it", () => {
    contribute("Dora", 10);
    invest(5);
    expect(ledger.refusal("Vera", own.close({ vault }))).toBe("Vaults.NotEmpty");
    ledger.run("Vera", own.divest({ vault, pool, shares: pha(5) }));
    withdraw("Dora", 10);
    days(ledger, 8);
    ledger.run("Zoe", own.collect({ vault, pool }));
    ledger.run("Dora", own.claim({ vault }));
    ledger.run("Vera", own.close({ vault }));
    expect([has("Vera"), has("Dora"), has(vaultAccount(vault))]).toEqual([pha(100_000), pha(100_000), 0n]);
  });

  it("has something in eight pools at most, and an account in four vaults", () => {
    contribute("Dora", 100);
    for (let id = 1; id <= 8; id++) ledger.run("Olga", pools.own.create({ commission: 0 }));
    for (let id = 0; id < 8; id++) invest(1, id);
    expect(ledger.refusal("Vera", own.invest({ vault, pool: 8, amount: pha(1) }))).toBe("Vaults.TooManyPools");
    invest(1, 7);
    for (let id = 1; id <= 4; id++) ledger.run("Vera", own.create({ commission: 0 }));
    for (let id = 1; id < 4; id++) ledger.run("Dora", own.contribute({ vault: id, amount: pha(1) }));
    expect(ledger.refusal("Dora", own.contribute({ vault: 4, amount: pha(1) }))).toBe("Vaults.TooManyDelegations");
  });

  it("does not invest what is asked back", () => {
    contribute("Dora", 100);
    withdraw("Dora", 40);
    expect(ledger.refusal("Vera", own.invest({ vault, pool, amount: pha(61) }))).toBe("Vaults.NotEnoughFree");
    invest(60);
    ledger.run("Dora", own.cancel_withdrawal({ vault }));
    expect(delegation("Dora").shares).toBe(pha(100));
    expect(ledger.refusal("Dora", own.withdraw({ vault, shares: pha(101) }))).toBe("StakePools.TooFewShares");
    expect(ledger.refusal("Dora", own.withdraw({ vault, shares: 1n }))).toBe("StakePools.TooLittle");
    expect(ledger.refusal("Dora", own.contribute({ vault, amount: 1n }))).toBe("StakePools.TooLittle");
  });

  it("takes nothing in and pays nothing while something is undecided in one of its pools", () => {
    contribute("Dora", 100);
    invest(10);
    withdraw("Dora", 20);
    ledger.act((env) => suspendPool(env, pool));
    days(ledger, 8);
    expect(ledger.refusal("Dora", own.contribute({ vault, amount: pha(1) }))).toBe("StakePools.Suspended");
    expect(ledger.refusal("Dora", own.pay_batch({ vault }))).toBe("Vaults.NothingDue");
  });

  it("keeps its commission while that is so: what was gained before is not shared by another one", () => {
    contribute("Dora", 100);
    invest(100);
    ledger.act((env) => suspendPool(env, pool));
    earn(ledger, pha(50));
    const all = own.set_commission({ vault, commission: 1_000_000 });
    expect(ledger.refusal("Vera", all)).toBe("StakePools.Suspended");
    ledger.act((env) => resumePool(env, pool));
    ledger.run("Vera", all);
    ledger.run("Vera", own.take_fee({ vault }));
    // A fifth of 50, as was agreed when they were gained.
    expect(ledger.act((env) => powerInVaults(env, accountOf("Vera")).power)).toBe(pha(10) - 1n);
    expect(ledger.act((env) => powerInVaults(env, accountOf("Dora")).power)).toBe(pha(140));
  });

  it("counts what its owner earned since, for who votes with it and for who asks what it is worth", () => {
    contribute("Dora", 100);
    invest(100);
    earn(ledger, pha(100));
    const power = ledger.act((env) => powerInVaults(env, accountOf("Dora")).power);
    days(ledger, 1);
    const [stake] = stakesOf(ledger.view, accountOf("Dora"));
    expect([power, stake?.worth]).toEqual([pha(180), pha(180)]);
    ledger.run("Vera", own.take_fee({ vault }));
    expect(ledger.act((env) => powerInVaults(env, accountOf("Dora")).power)).toBe(power);
    days(ledger, 1);
    expect(stakesOf(ledger.view, accountOf("Dora"))[0]?.worth).toBe(power);
  });

  it("keeps shares that an account has voted with", () => {
    contribute("Dora", 100);
    ledger.of(vaults).shareLocks.put(accountOf("Dora"), pha(60));
    expect(ledger.refusal("Dora", own.withdraw({ vault, shares: pha(41) }))).toBe("Vaults.SharesLocked");
    withdraw("Dora", 40);
  });
});

describe("leaving a vault", () => {
  it("is forced on it by anybody when it owes more than it has and has asked for", () => {
    contribute("Dora", 100);
    invest(90);
    withdraw("Dora", 50);
    const force = own.force_divest({ vault, pool });
    expect(ledger.refusal("Zoe", force)).toBe("Vaults.NotOverdue");
    // A request for too little, in time.
    days(ledger, 7);
    ledger.run("Vera", own.divest({ vault, pool, shares: pha(10) }));
    days(ledger, 1);
    expect(ledger.refusal("Vera", own.cancel_divestment({ vault, pool }))).toBe("Vaults.Overdue");
    ledger.run("Zoe", own.pay_batch({ vault }));
    ledger.run("Zoe", force);
    expect(ledger.refusal("Zoe", force)).toBe("Vaults.NotOverdue");
    expect(ledger.of(stakePools).delegations.get(vaultAccount(vault), pool)).toMatchObject({
      ...{ shares: 0n, request: { shares: pha(90) } },
    });
    days(ledger, 8);
    ledger.run("Zoe", own.collect({ vault, pool }));
    ledger.run("Dora", own.claim({ vault }));
    expect(has("Dora")).toBe(pha(99_950));
  });

  it("is forced on it when a suspended pool keeps it from paying what it has, so that who is silent there can be stopped", () => {
    contribute("Dora", 50_000);
    invest(1);
    withdraw("Dora", 49_000);
    ledger.act((env) => suspendPool(env, pool));
    const force = own.force_divest({ vault, pool });
    expect(ledger.refusal("Zoe", force)).toBe("Vaults.NotOverdue");
    days(ledger, 8);
    expect(ledger.refusal("Zoe", own.pay_batch({ vault }))).toBe("Vaults.NothingDue");
    ledger.run("Zoe", force);
    expect(ledger.refusal("Zoe", force)).toBe("Vaults.NotOverdue");
    expect(ledger.refusal("Vera", own.cancel_divestment({ vault, pool }))).toBe("Vaults.Overdue");
    days(ledger, 9);
    expect(ledger.act((env) => isWaiting(env, pool))).toBe(true);
    ledger.act((env) => resumePool(env, pool));
    ledger.run("Zoe", own.pay_batch({ vault }));
    ledger.run("Dora", own.claim({ vault }));
    expect(has("Dora")).toBe(pha(100_000 - 1_000));
  });

  it("takes seven days, seven more in the pool, and seven while a machine stops", () => {
    contribute("Dora", 100);
    invest(100);
    pools.contribute(ledger, "Olga", 100);
    ledger.run("Olga", pools.own.set_own_shares({ pool, shares: pha(20) }));
    stake(ledger, 200);
    withdraw("Dora", 100);
    days(ledger, 8);
    ledger.run("Zoe", own.force_divest({ vault, pool }));
    days(ledger, 8);
    expect(ledger.refusal("Zoe", own.collect({ vault, pool }))).toBe("StakePools.NothingToClaim");
    ledger.act((env) => announceStop(env, pool, pha(200)));
    days(ledger, 7);
    ledger.act((env) => releaseStake(env, pool, pha(200)));
    ledger.run("Zoe", own.collect({ vault, pool }));
    ledger.run("Dora", own.claim({ vault }));
    expect(has("Dora")).toBe(pha(100_000));
  });

  it("can be taken back by its owner in time, and the pool's price is the vault's", () => {
    contribute("Dora", 100);
    invest(100);
    ledger.run("Vera", own.divest({ vault, pool, shares: pha(100) }));
    ledger.run("Vera", own.cancel_divestment({ vault, pool }));
    expect(ledger.happened(vaults)).toEqual(["DivestmentCancelled"]);
    ledger.run("Vera", own.divest({ vault, pool, shares: pha(100) }));
    earn(ledger, pha(100));
    // What waits to be paid earns as well: of 100 gained a fifth is the owner's.
    expect(ledger.act((env) => powerInVaults(env, accountOf("Dora")).power)).toBe(pha(180));
  });
});
