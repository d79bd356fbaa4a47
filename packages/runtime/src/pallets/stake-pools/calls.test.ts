import { beforeEach, describe, expect, it } from "vitest";
import { accountOf, addressOf, callsOf, TestEnclave, type TestLedger } from "../../testing/index.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { balances } from "../balances/spec.ts";
import { poolAccount } from "./account.ts";
import {
  announceStop,
  bookReward,
  isOverdue,
  isWaiting,
  poolOwner,
  releaseStake,
  resumePool,
  returnSlash,
  slashPool,
  suspendPool,
} from "./sessions.ts";
import { stakePools } from "./spec.ts";
import { contribute, days, earn, own, pha, poolOf, setup, stake, withdraw } from "./testing.ts";
import { dismissWorker, engageWorker, poolOf as poolOfWorker } from "./workers.ts";

const callsOfBalances = callsOf(balances);
const pool = 0;
let ledger: TestLedger;
const has = (who: string) => ledger.balanceOf(who).free;
const delegation = (who: string) => ledger.of(stakePools).delegations.get(accountOf(who), pool);
const refusal = (who: string, call: Parameters<TestLedger["refusal"]>[1]) => ledger.refusal(who, call);

beforeEach(() => {
  ledger = setup();
});

describe("a pool", () => {
  it("is its creator's, who puts a PHA into its account", () => {
    expect(poolOf(ledger)).toMatchObject({ owner: accountOf("Olga"), commission: 100_000, shares: 0n });
    expect([has("Olga"), has(poolAccount(pool))]).toEqual([pha(99_999), pha(1)]);
    expect(refusal("Olga", own.create({ commission: 1_000_001 }))).toBe("StakePools.BadCommission");
  });

  it("is changed by its owner alone", () => {
    const changes = [
      own.close({ pool }),
      own.set_commission({ pool, commission: 1 }),
      own.set_cap({ pool, cap: pha(1) }),
      own.describe({ pool, description: Uint8Array.of(65) }),
      own.restrict({ pool, closed: true }),
      own.allow({ pool, who: addressOf("Dora") }),
      own.disallow({ pool, who: addressOf("Dora") }),
      own.set_own_shares({ pool, shares: 0n }),
      own.claim_commission({ pool }),
      own.add_worker({ pool, worker: accountOf("x") }),
    ];
    for (const call of changes)
      expect([call.value.type, refusal("Dora", call)]).toEqual([call.value.type, "StakePools.NotOwner"]);
    expect(refusal("Dora", own.claim({ pool: 7 }))).toBe("StakePools.UnknownPool");
    ledger.run("Olga", own.set_commission({ pool, commission: 1 }));
    ledger.run("Olga", own.describe({ pool, description: Uint8Array.of(65) }));
    expect(ledger.of(stakePools).descriptions.get(pool)).toEqual(Uint8Array.of(65));
    ledger.run("Olga", own.describe({ pool, description: new Uint8Array() }));
    expect(ledger.of(stakePools).descriptions.get(pool)).toBeUndefined();
    expect(refusal("Olga", own.describe({ pool, description: new Uint8Array(513) }))).toBe(
      "StakePools.DescriptionTooLong",
    );
  });

  it("ends when nobody has anything in it, and its owner has its PHA back", () => {
    contribute(ledger, "Dora", 10);
    expect(refusal("Olga", own.close({ pool }))).toBe("StakePools.NotEmpty");
    withdraw(ledger, "Dora", 10);
    days(ledger, 8);
    ledger.run("Dora", own.claim({ pool }));
    ledger.run("Olga", own.close({ pool }));
    expect([has("Olga"), has("Dora"), has(poolAccount(pool))]).toEqual([pha(100_000), pha(100_000), 0n]);
  });
});

describe("contributing", () => {
  it("buys shares at the price of today", () => {
    contribute(ledger, "Dora", 100);
    earn(ledger, pha(100));
    contribute(ledger, "Emil", 190);
    expect(delegation("Dora").shares).toBe(pha(100));
    expect(delegation("Emil")).toMatchObject({ shares: pha(100), contributed: pha(190) });
    expect(poolOf(ledger)).toMatchObject({ shares: pha(200), value: pha(380), free: pha(380), commissionDue: pha(10) });
    expect(ledger.happened(stakePools)).toEqual(["Contributed"]);
  });

  it("is of a PHA at least, up to the cap, by who is allowed", () => {
    expect(refusal("Dora", own.contribute({ pool, amount: pha(1) - 1n }))).toBe("StakePools.TooLittle");
    ledger.run("Olga", own.set_cap({ pool, cap: pha(10) }));
    expect(refusal("Dora", own.contribute({ pool, amount: pha(10) + 1n }))).toBe("StakePools.CapReached");
    ledger.run("Olga", own.restrict({ pool, closed: true }));
    expect(refusal("Dora", own.contribute({ pool, amount: pha(10) }))).toBe("StakePools.NotAllowed");
    contribute(ledger, "Olga", 1);
    ledger.run("Olga", own.allow({ pool, who: addressOf("Dora") }));
    contribute(ledger, "Dora", 9);
    ledger.run("Olga", own.disallow({ pool, who: addressOf("Dora") }));
    expect(refusal("Dora", own.contribute({ pool, amount: pha(1) }))).toBe("StakePools.NotAllowed");
  });

  it("is to twelve pools at most", () => {
    for (let id = 1; id <= 12; id++) ledger.run("Olga", own.create({ commission: 0 }));
    for (let id = 0; id < 12; id++) contribute(ledger, "Dora", 1, id);
    expect(refusal("Dora", own.contribute({ pool: 12, amount: pha(1) }))).toBe("StakePools.TooManyDelegations");
  });

  it("is refused where all was lost, until that is paid out", () => {
    contribute(ledger, "Olga", 10);
    ledger.run("Olga", own.set_own_shares({ pool, shares: pha(10) }));
    contribute(ledger, "Dora", 90);
    stake(ledger, 100);
    ledger.act((env) => slashPool(env, pool, pha(1_000)));
    expect(poolOf(ledger)).toMatchObject({ shares: pha(90), value: 0n, own: 0n });
    expect(refusal("Emil", own.contribute({ pool, amount: pha(1) }))).toBe("StakePools.Unsound");
    withdraw(ledger, "Dora", 90);
    days(ledger, 8);
    ledger.run("Emil", own.pay_batch({ pool }));
    contribute(ledger, "Emil", 1);
    ledger.run("Dora", own.claim({ pool }));
    expect([has("Dora"), poolOf(ledger).shares]).toEqual([pha(99_910), pha(1)]);
  });
});

describe("withdrawing", () => {
  beforeEach(() => {
    contribute(ledger, "Olga", 100);
    contribute(ledger, "Dora", 100);
    contribute(ledger, "Emil", 300);
  });

  it("takes seven whole days, also of free stake, and is paid at the price of then", () => {
    withdraw(ledger, "Dora", 50);
    expect(refusal("Dora", own.claim({ pool }))).toBe("StakePools.NothingToClaim");
    days(ledger, 7);
    expect(refusal("Dora", own.claim({ pool }))).toBe("StakePools.NothingToClaim");
    expect(refusal("Emil", own.pay_batch({ pool }))).toBe("StakePools.NothingDue");
    earn(ledger, pha(500));
    days(ledger, 1);
    ledger.run("Dora", own.claim({ pool }));
    expect(has("Dora")).toBe(pha(99_900 + 95));
    expect(delegation("Dora")).toEqual({
      shares: pha(50),
      request: undefined,
      contributed: pha(100),
      withdrawn: pha(95),
    });
    expect(poolOf(ledger)).toMatchObject({ shares: pha(450), leaving: 0n, openBatches: 0 });
  });

  it("is one batch a day, paid in order, and in each of every request the same part", () => {
    withdraw(ledger, "Dora", 100);
    withdraw(ledger, "Emil", 200);
    withdraw(ledger, "Emil", 100);
    days(ledger, 1);
    withdraw(ledger, "Olga", 90);
    expect(poolOf(ledger)).toMatchObject({ nextBatch: 2, openBatches: 2, leaving: pha(490) });
    // As if all but 200 were in sessions.
    const before = poolOf(ledger);
    ledger.of(stakePools).pools.put(pool, { ...before, free: pha(200), stopping: pha(300) });
    days(ledger, 8);
    ledger.run("Fred", own.pay_batch({ pool }));
    ledger.run("Dora", own.claim({ pool }));
    ledger.run("Emil", own.claim({ pool }));
    expect([has("Dora"), has("Emil")]).toEqual([pha(99_950), pha(99_850)]);
    expect(refusal("Olga", own.claim({ pool }))).toBe("StakePools.NothingToClaim");
    expect(refusal("Dora", own.cancel_withdrawal({ pool }))).toBe("StakePools.AlreadyPaid");
    ledger.act((env) => releaseStake(env, pool, pha(300)));
    for (const who of ["Dora", "Emil", "Olga"]) ledger.run(who, own.claim({ pool }));
    expect([has("Dora"), has("Emil"), poolOf(ledger).shares]).toEqual([pha(100_000), pha(100_000), pha(10)]);
  });

  it("is one request at a time, which can be taken back before it is paid", () => {
    expect(refusal("Dora", own.cancel_withdrawal({ pool }))).toBe("StakePools.NoRequest");
    withdraw(ledger, "Dora", 10);
    days(ledger, 1);
    expect(refusal("Dora", own.withdraw({ pool, shares: pha(10) }))).toBe("StakePools.RequestOpen");
    ledger.run("Dora", own.cancel_withdrawal({ pool }));
    expect(delegation("Dora").shares).toBe(pha(100));
    withdraw(ledger, "Dora", 20);
    expect(delegation("Dora").request).toEqual({ batch: 1, shares: pha(20), claimed: 0n });
    days(ledger, 8);
    ledger.run("Dora", own.claim({ pool }));
    expect([poolOf(ledger).openBatches, poolOf(ledger).firstBatch]).toEqual([0, 2]);
  });

  it("is of a PHA at least, or of all", () => {
    expect(refusal("Dora", own.withdraw({ pool, shares: pha(1) - 1n }))).toBe("StakePools.TooLittle");
    expect(refusal("Dora", own.withdraw({ pool, shares: 0n }))).toBe("StakePools.TooFewShares");
    expect(refusal("Dora", own.withdraw({ pool, shares: pha(100) + 1n }))).toBe("StakePools.TooFewShares");
    ledger.run("Dora", own.withdraw({ pool, shares: pha(100) - 1n }));
    days(ledger, 8);
    ledger.run("Dora", own.claim({ pool }));
    ledger.run("Dora", own.withdraw({ pool, shares: 1n }));
    days(ledger, 8);
    ledger.run("Dora", own.claim({ pool }));
    expect([has("Dora"), ledger.of(stakePools).delegatedTo.get(accountOf("Dora"))]).toEqual([pha(100_000), []]);
  });

  it("leaves what rounding leaves to the treasury", () => {
    ledger.run("Dora", own.withdraw({ pool, shares: pha(10) + 1n }));
    ledger.run("Emil", own.withdraw({ pool, shares: pha(10) + 2n }));
    earn(ledger, pha(7));
    days(ledger, 8);
    const before = has(treasuryAccount);
    for (const who of ["Dora", "Emil"]) ledger.run(who, own.claim({ pool }));
    expect([ledger.happened(stakePools), has(treasuryAccount) - before]).toEqual([["Claimed", "DustSwept"], 1n]);
  });

  it("cannot be of shares that an account has voted with", () => {
    ledger.of(stakePools).shareLocks.put(accountOf("Dora"), pha(60));
    expect(refusal("Dora", own.withdraw({ pool, shares: pha(41) }))).toBe("StakePools.SharesLocked");
    withdraw(ledger, "Dora", 40);
  });
});

describe("sessions", () => {
  beforeEach(() => {
    contribute(ledger, "Olga", 200);
    contribute(ledger, "Dora", 800);
    ledger.run("Olga", own.set_own_shares({ pool, shares: pha(100) }));
  });

  it("take free stake for which nobody has asked, as far as the owner's shares answer for a tenth", () => {
    expect(ledger.act((env) => poolOwner(env, pool))).toBe(accountOf("Olga"));
    ledger.run("Olga", own.set_own_shares({ pool, shares: pha(50) }));
    expect(() => stake(ledger, 501)).toThrow(expect.objectContaining({ code: "StakePools.TooFewOwnShares" }));
    stake(ledger, 500);
    expect(refusal("Olga", own.set_own_shares({ pool, shares: pha(49) }))).toBe("StakePools.TooFewOwnShares");
    expect(refusal("Olga", own.withdraw({ pool, shares: pha(151) }))).toBe("StakePools.TooFewShares");
    expect(refusal("Olga", own.set_own_shares({ pool, shares: pha(201) }))).toBe("StakePools.TooFewShares");
    ledger.run("Olga", own.set_own_shares({ pool, shares: pha(150) }));
    withdraw(ledger, "Dora", 300);
    expect(() => stake(ledger, 201)).toThrow(expect.objectContaining({ code: "StakePools.NotEnoughStake" }));
    stake(ledger, 200);
  });

  it("earn for owner and delegators; where nobody has shares, for the treasury", () => {
    earn(ledger, pha(100));
    expect(poolOf(ledger)).toMatchObject({ value: pha(1_090), commissionDue: pha(10) });
    ledger.run("Olga", own.claim_commission({ pool }));
    expect(has("Olga")).toBe(pha(100_000 - 201 + 10));
    expect(refusal("Olga", own.claim_commission({ pool }))).toBe("StakePools.NothingToClaim");
    ledger.run("Olga", own.create({ commission: 0 }));
    earn(ledger, pha(5), 1);
    expect(ledger.happened(stakePools)).toEqual(["RewardDismissed"]);
  });

  it("are stopped by anybody when a notice is over and the money is not there", () => {
    stake(ledger, 900);
    withdraw(ledger, "Dora", 800);
    const asked = () => ledger.act((env) => [isWaiting(env, pool), isOverdue(env, pool)]);
    expect(asked()).toEqual([false, false]);
    days(ledger, 8);
    // Stopped are machines that answer at once, those that are silent an hour later.
    expect(asked()).toEqual([false, true]);
    days(ledger, 1);
    expect(asked()).toEqual([true, true]);
    ledger.act((env) => announceStop(env, pool, pha(699)));
    expect(asked()).toEqual([true, true]);
    ledger.act((env) => announceStop(env, pool, pha(1)));
    expect(asked()).toEqual([true, false]);
    ledger.act((env) => releaseStake(env, pool, pha(700)));
    expect(asked()).toEqual([false, false]);
    ledger.run("Dora", own.claim({ pool }));
    expect(has("Dora")).toBe(pha(100_000));
  });

  it("lose the owner's shares first, and the price falls only beyond those", () => {
    stake(ledger, 1_000);
    const before = has(treasuryAccount);
    expect(ledger.act((env) => slashPool(env, pool, pha(40)))).toEqual({ taken: pha(40), own: pha(40) });
    expect(poolOf(ledger)).toMatchObject({ shares: pha(960), value: pha(960), own: pha(60) });
    expect(delegation("Olga").shares).toBe(pha(160));
    expect(ledger.act((env) => slashPool(env, pool, pha(510)))).toEqual({ taken: pha(510), own: pha(60) });
    expect(poolOf(ledger)).toMatchObject({ shares: pha(900), value: pha(450), own: 0n });
    expect(has(treasuryAccount) - before).toBe(pha(550));
    ledger.act((env) => announceStop(env, pool, pha(450)));
    ledger.act((env) => slashPool(env, pool, pha(50), { to: accountOf("Fred"), stopping: true }));
    expect([has("Fred"), poolOf(ledger).stopping]).toEqual([pha(100_050), pha(400)]);
  });

  it("have back what was taken in error", () => {
    stake(ledger, 1_000);
    const slash = ledger.act((env) => slashPool(env, pool, pha(190), { to: accountOf("Fred") }));
    ledger.run("Fred", callsOfBalances.transfer_keep_alive({ dest: addressOf(poolAccount(pool)), value: pha(190) }));
    ledger.act((env) => returnSlash(env, pool, slash));
    expect(poolOf(ledger)).toMatchObject({ shares: pha(900), value: pha(900), commissionDue: pha(100), free: pha(90) });
  });

  it("suspend their pool: nothing is contributed, paid or staked until that is over", () => {
    stake(ledger, 100);
    withdraw(ledger, "Dora", 10);
    days(ledger, 8);
    ledger.act((env) => {
      suspendPool(env, pool);
      suspendPool(env, pool);
    });
    expect(ledger.happened(stakePools)).toEqual(["Suspended"]);
    expect(refusal("Dora", own.contribute({ pool, amount: pha(1) }))).toBe("StakePools.Suspended");
    expect(refusal("Dora", own.pay_batch({ pool }))).toBe("StakePools.Suspended");
    expect(refusal("Dora", own.claim({ pool }))).toBe("StakePools.NothingToClaim");
    expect(refusal("Olga", own.set_own_shares({ pool, shares: pha(20) }))).toBe("StakePools.Suspended");
    expect(() => stake(ledger, 1)).toThrow(expect.objectContaining({ code: "StakePools.Suspended" }));
    ledger.act((env) => resumePool(env, pool));
    expect(refusal("Dora", own.contribute({ pool, amount: pha(1) }))).toBe("StakePools.Suspended");
    ledger.act((env) => resumePool(env, pool));
    expect(ledger.happened(stakePools)).toEqual(["Resumed", "BatchPaid"]);
    ledger.run("Dora", own.claim({ pool }));
  });

  it("pay a pool that is all lost again when a machine earns", () => {
    stake(ledger, 1_000);
    ledger.act((env) => slashPool(env, pool, pha(1_000)));
    earn(ledger, pha(10));
    expect(poolOf(ledger)).toMatchObject({ shares: pha(900), value: pha(9) });
    expect(() => ledger.act((env) => bookReward(env, 7, 1n))).toThrow(
      expect.objectContaining({ code: "StakePools.UnknownPool" }),
    );
  });
});

describe("machines", () => {
  it("belong to a pool when operator and owner say so, until one of them takes them out", () => {
    const miner = new TestEnclave("m", "Miner");
    const { identity: worker } = miner;
    ledger.setBalances({ Olaf: pha(10_000) });
    miner.register(ledger, "Olaf");
    expect(refusal("Olga", own.add_worker({ pool, worker }))).toBe("StakePools.NotOffered");
    expect(refusal("Olga", own.offer_worker({ pool, worker }))).toBe("StakePools.NotOperator");
    ledger.run("Olaf", own.offer_worker({ pool, worker }));
    ledger.run("Olga", own.add_worker({ pool, worker }));
    expect(ledger.act((env) => poolOfWorker(env, worker))).toBe(pool);
    expect(refusal("Olga", own.add_worker({ pool, worker }))).toBe("StakePools.WorkerTaken");
    expect(refusal("Olga", own.close({ pool }))).toBe("StakePools.NotEmpty");
    ledger.act((env) => engageWorker(env, worker));
    expect(() => ledger.act((env) => engageWorker(env, worker))).toThrow(
      expect.objectContaining({ code: "StakePools.WorkerBusy" }),
    );
    expect(refusal("Olaf", own.remove_worker({ worker }))).toBe("StakePools.WorkerBusy");
    ledger.act((env) => dismissWorker(env, worker));
    expect(refusal("Dora", own.remove_worker({ worker }))).toBe("StakePools.NotOwner");
    ledger.run("Olaf", own.remove_worker({ worker }));
    expect(refusal("Olaf", own.remove_worker({ worker }))).toBe("StakePools.UnknownWorker");
    expect(poolOf(ledger).workers).toBe(0);
  });
});
