import { describe, expect, it } from "vitest";
import { accountOf, addressOf, callsOf, testPallet } from "../../testing/index.ts";
import { attestation } from "../attestation/spec.ts";
import { addProvider, refer } from "../system/references.ts";
import { system } from "../system/spec.ts";
import { existentialDeposit, PHA } from "./account-data.ts";
import { hold, setLock } from "./holds.ts";
import { deposit } from "./ledger.ts";
import { lockId } from "./lock-id.ts";
import { balances } from "./spec.ts";

const { transfer_keep_alive, transfer_allow_death, transfer_all } = callsOf(balances);
const reason = attestation.holdReasons.WorkerDeposit;
const zoe = accountOf("Zoe");
const dest = addressOf("Bob");

/** A ledger on which Zoe owns one PHA. */
function setup() {
  const ledger = testPallet();
  ledger.setBalances({ Zoe: PHA });
  return ledger;
}

describe("the existential deposit", () => {
  it("stays to the planck where the sender must stay", () => {
    const ledger = setup();
    const keepAlive = (value: bigint) => transfer_keep_alive({ dest, value });
    expect(ledger.refusal("Zoe", keepAlive(PHA - existentialDeposit + 1n))).toBe("Balances.Expendability");
    ledger.run("Zoe", keepAlive(PHA - existentialDeposit));
    expect(ledger.balanceOf("Zoe").free).toBe(existentialDeposit);
  });

  it("stays with whoever holds something, also of all that is transferred", () => {
    const ledger = setup();
    ledger.act((env) => hold(env, zoe, reason, PHA / 2n));
    ledger.run("Zoe", transfer_all({ dest, keep_alive: false }));
    expect(ledger.balanceOf("Zoe")).toMatchObject({ free: existentialDeposit, reserved: PHA / 2n });
  });

  it("lies within what is locked: of all that is transferred the lock stays, and no more", () => {
    const ledger = setup();
    ledger.act((env) => setLock(env, zoe, lockId("test"), PHA / 2n));
    ledger.run("Zoe", transfer_all({ dest, keep_alive: true }));
    expect(ledger.balanceOf("Zoe").free).toBe(PHA / 2n);
  });

  it("makes an account exist, put in as it is", () => {
    const ledger = testPallet();
    const before = ledger.of(balances).totalIssuance.get();
    ledger.act((env) => deposit(env, zoe, existentialDeposit));
    expect(ledger.balanceOf("Zoe").free).toBe(existentialDeposit);
    expect(ledger.of(balances).totalIssuance.get()).toBe(before);
  });

  it("is not needed where another pallet provides; then what is left beside a hold is no dust", () => {
    const ledger = setup();
    ledger.act((env) => {
      refer(env, zoe, addProvider);
      hold(env, zoe, reason, PHA / 2n);
    });
    ledger.run("Zoe", transfer_allow_death({ dest, value: PHA / 2n - 5n }));
    expect(ledger.balanceOf("Zoe")).toMatchObject({ free: 5n, reserved: PHA / 2n });
    expect(ledger.happened()).toEqual(["Balances.Transfer"]);
    ledger.block(); // counts the money
  });
});

it("a transfer to oneself is none", () => {
  const ledger = setup();
  ledger.run("Zoe", transfer_keep_alive({ dest: addressOf("Zoe"), value: PHA / 2n }));
  expect(ledger.happened()).toEqual([]);
});

it("a transfer keeps the receiver's nonce", () => {
  const ledger = setup();
  const account = () => ledger.of(system).account.get(accountOf("Bob"));
  ledger.of(system).account.put(accountOf("Bob"), { ...account(), nonce: 7 });
  ledger.run("Zoe", transfer_keep_alive({ dest, value: 1n }));
  expect(account().nonce).toBe(7);
});
