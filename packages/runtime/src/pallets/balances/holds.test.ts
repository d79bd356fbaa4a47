import { describe, expect, it } from "vitest";
import { accountOf, addressOf, callsOf, testPallet } from "../../testing/index.ts";
import { attestation } from "../attestation/spec.ts";
import { existentialDeposit, PHA } from "./account-data.ts";
import { hold, moveHeld, release, seizeHeld, setLock } from "./holds.ts";
import { lockId } from "./lock-id.ts";
import { balances } from "./spec.ts";

const reason = attestation.holdReasons.WorkerDeposit;
const zoe = accountOf("Zoe");

function setup() {
  const ledger = testPallet();
  ledger.setBalances({ Zoe: PHA });
  return {
    ledger,
    hold: (amount: bigint) => ledger.act((env) => hold(env, zoe, reason, amount)),
    release: (amount: bigint) => ledger.act((env) => release(env, zoe, reason, amount)),
    lock: (id: string, amount: bigint) => ledger.act((env) => setLock(env, zoe, lockId(id), amount)),
    holds: () => ledger.of(balances).holds.get(zoe),
    balance: () => ledger.balanceOf("Zoe"),
  };
}

describe("a hold", () => {
  it("adds up for one reason and comes back in parts, then it is no more", () => {
    const { hold, release, holds, balance } = setup();
    hold(30n);
    hold(20n);
    expect(holds()).toEqual([{ id: reason, amount: 50n }]);
    release(15n);
    expect(balance()).toMatchObject({ free: PHA - 35n, reserved: 35n });
    expect(holds()).toEqual([{ id: reason, amount: 35n }]);
    release(35n);
    expect(balance()).toMatchObject({ free: PHA, reserved: 0n });
    expect(holds()).toEqual([]);
  });

  it("of nothing is none", () => {
    const { hold, holds } = setup();
    hold(0n);
    expect(holds()).toEqual([]);
  });

  it("leaves the existential deposit, to the planck", () => {
    const { hold, balance } = setup();
    expect(() => hold(PHA - existentialDeposit + 1n)).toThrow(expect.toSatisfy(balances.errors.InsufficientBalance.is));
    hold(PHA - existentialDeposit);
    expect(balance().free).toBe(existentialDeposit);
  });
});

describe("locks", () => {
  it("forbid to spend what they name, to the planck, and nothing else", () => {
    const { ledger, lock } = setup();
    lock("one", PHA / 2n);
    const pay = (value: bigint) => callsOf(balances).transfer_allow_death({ dest: addressOf("Bob"), value });
    expect(ledger.refusal("Zoe", pay(PHA / 2n + 1n))).toBe("Balances.LiquidityRestrictions");
    ledger.run("Zoe", pay(PHA / 2n));
    expect(ledger.balanceOf("Zoe").free).toBe(PHA / 2n);
  });

  it("keep what they name from holds, and what is on hold with its owner, but for what is seized", () => {
    const { ledger, hold, lock, balance } = setup();
    const bob = accountOf("Bob");
    const refused = expect.toSatisfy(balances.errors.LiquidityRestrictions.is);
    lock("one", PHA / 2n);
    expect(() => hold(PHA / 2n + 1n)).toThrow(refused);
    hold(PHA / 2n);
    const move = (amount: bigint) => ledger.act((env) => moveHeld(env, zoe, reason, amount, bob));
    move(PHA / 4n);
    ledger.run("Zoe", callsOf(balances).transfer_allow_death({ dest: addressOf("Bob"), value: PHA / 4n }));
    expect(balance()).toMatchObject({ free: PHA / 4n, reserved: PHA / 4n, frozen: PHA / 2n });
    expect(() => move(1n)).toThrow(refused);
    ledger.act((env) => seizeHeld(env, zoe, reason, PHA / 4n, bob));
    expect(balance()).toMatchObject({ free: PHA / 4n, reserved: 0n });
  });

  it("overlap: the largest counts, and the others when it is gone", () => {
    const { lock, balance } = setup();
    lock("one", 30n);
    lock("two", 20n);
    expect(balance().frozen).toBe(30n);
    lock("one", 0n);
    expect(balance().frozen).toBe(20n);
    lock("two", 0n);
    expect(balance().frozen).toBe(0n);
  });
});
