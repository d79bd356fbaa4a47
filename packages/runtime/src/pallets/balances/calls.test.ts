import { root, signed } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountOf, addressOf, callsOf, testPallet } from "../../testing/index.ts";
import { attestation } from "../attestation/spec.ts";
import { preimagePallet } from "../preimage/pallet.ts";
import { preimage } from "../preimage/spec.ts";
import { system } from "../system/spec.ts";
import { existentialDeposit, initialIssuance, PHA } from "./account-data.ts";
import { hold, release, setLock } from "./holds.ts";
import { deposit } from "./ledger.ts";
import { lockId } from "./lock-id.ts";
import { treasuryAccount } from "./pallet-account.ts";
import { balances } from "./spec.ts";

const { transfer_keep_alive, transfer_allow_death, transfer_all, force_transfer, force_set_balance } =
  callsOf(balances);
const { force_unreserve, upgrade_accounts, force_adjust_total_issuance, burn } = callsOf(balances);
const reason = attestation.holdReasons.WorkerDeposit;
const keepAlive = (to: string, value: bigint) => transfer_keep_alive({ dest: addressOf(to), value });
const allowDeath = (to: string, value: bigint) => transfer_allow_death({ dest: addressOf(to), value });

/** A ledger on which Zoe owns one PHA, or what the test says. */
function setup(zoe = PHA) {
  const ledger = testPallet([preimagePallet]);
  if (zoe > 0n) ledger.setBalances({ Zoe: zoe });
  const account = (person: string) => ledger.of(system).account.get(accountOf(person));
  const issued = () => ledger.of(balances).totalIssuance.get() - initialIssuance;
  return { ledger, account, issued };
}

describe("balances", () => {
  it("moves the amount and says so last", () => {
    const { ledger } = setup();
    ledger.run("Zoe", keepAlive("Bob", PHA / 2n));
    expect(ledger.balanceOf("Zoe").free).toBe(PHA / 2n);
    expect(ledger.happened()).toEqual(["Balances.Transfer"]);
  });

  it("creates the receiving account", () => {
    const { ledger, account } = setup(0n);
    ledger.run("Alice", keepAlive("Zoe", existentialDeposit));
    expect(account("Zoe")).toMatchObject({ providers: 1, data: { free: existentialDeposit } });
    expect(ledger.happened()).toEqual(["System.NewAccount", "Balances.Endowed", "Balances.Transfer"]);
  });

  it.each([
    ["more than there is", "InsufficientBalance", keepAlive("Bob", 2n * PHA)],
    ["too little to create an account", "ExistentialDeposit", keepAlive("Yan", existentialDeposit - 1n)],
    ["so much that the sender would be reaped, when it must stay", "Expendability", keepAlive("Bob", PHA)],
  ])("refuses to transfer %s and writes nothing", (_, error, call) => {
    const { ledger } = setup();
    expect(ledger.refusal("Zoe", call)).toBe(`Balances.${error}`);
    expect(ledger.balanceOf("Zoe").free).toBe(PHA);
    expect(ledger.happened()).toEqual([]);
  });

  it.each([
    ["more", 3n * PHA, 3n * PHA],
    ["less", existentialDeposit, existentialDeposit],
    ["nothing", 0n, 0n],
    ["less than an account may have, which is nothing", existentialDeposit - 1n, 0n],
  ])("root sets a free balance to %s, and the issuance follows", (_, new_free, free) => {
    const { ledger, issued } = setup();
    ledger.setBalances({ Bob: 0n });
    const before = issued();
    const call = force_set_balance({ who: addressOf("Zoe"), new_free });
    expect(ledger.refusal("Alice", call)).toBe("frame.BadOrigin");
    ledger.run(root, call);
    expect(ledger.balanceOf("Zoe").free).toBe(free);
    expect(issued()).toBe(before - PHA + free);
    const most = force_set_balance({ who: addressOf("Zoe"), new_free: (1n << 128n) - 1n });
    expect(ledger.refusal(root, most)).toBe("Balances.SupplyExceeded");
  });

  it("gives nobody more than genesis had: what is missing comes out of the treasury", () => {
    const ledger = testPallet();
    const pot = ledger.balanceOf(treasuryAccount).free;
    const issued = () => ledger.of(balances).totalIssuance.get();
    ledger.run(root, force_set_balance({ who: addressOf("Zoe"), new_free: 5n * PHA }));
    expect(ledger.balanceOf(treasuryAccount).free).toBe(pot - 5n * PHA);
    expect(issued()).toBe(initialIssuance);
    const treasury = { type: "Id", value: treasuryAccount } as const;
    expect(ledger.refusal(root, force_set_balance({ who: treasury, new_free: pot }))).toBe("Balances.SupplyExceeded");
  });

  it("reaps an emptied account, burns the dust and keeps a nonce that was used", () => {
    const { ledger, account, issued } = setup();
    const before = issued();
    ledger.of(system).account.put(accountOf("Zoe"), { ...account("Zoe"), nonce: 7 });
    ledger.run("Zoe", allowDeath("Bob", PHA - 1n));
    expect(account("Zoe")).toMatchObject({ nonce: 7, providers: 0, data: { free: 0n } });
    expect(ledger.happened()).toEqual(["Balances.DustLost", "System.KilledAccount", "Balances.Transfer"]);
    expect(issued()).toBe(before - 1n);
  });

  it("forgets an emptied account that never signed", () => {
    const { ledger } = setup();
    ledger.run("Zoe", allowDeath("Bob", PHA));
    expect(ledger.of(system).account.has(accountOf("Zoe"))).toBe(false);
  });

  it("transfers to oneself without effect, but not what is not there", () => {
    const { ledger } = setup();
    ledger.run("Zoe", keepAlive("Zoe", PHA / 2n));
    expect(ledger.refusal("Zoe", keepAlive("Zoe", 2n * PHA))).toBe("Balances.InsufficientBalance");
    expect(ledger.balanceOf("Zoe").free).toBe(PHA);
  });

  it("transfers all but the existential deposit, or all", () => {
    const { ledger, account } = setup();
    const all = (keep_alive: boolean) => transfer_all({ dest: addressOf("Bob"), keep_alive });
    ledger.run("Zoe", all(true));
    expect(ledger.balanceOf("Zoe").free).toBe(existentialDeposit);
    ledger.run("Zoe", all(false));
    expect(account("Zoe").providers).toBe(0);
  });

  it("lets only root force a transfer", () => {
    const { ledger } = setup();
    const call = force_transfer({ source: addressOf("Zoe"), dest: addressOf("Bob"), value: PHA });
    expect(ledger.refusal("Bob", call)).toBe("frame.BadOrigin");
    ledger.run(root, call);
    expect(ledger.balanceOf("Zoe").free).toBe(0n);
  });

  it("refuses an address that names no account", () => {
    const call = transfer_keep_alive({ dest: { type: "Index", value: 1 }, value: PHA });
    expect(testPallet().refusal("Alice", call)).toBe("frame.CannotLookup");
  });

  it("spends nothing that is locked, and counts what is on hold towards locks", () => {
    const { ledger, account } = setup(10n * PHA);
    const zoe = accountOf("Zoe");
    ledger.act((env) => setLock(env, zoe, lockId("test"), 8n * PHA));
    expect(ledger.refusal("Zoe", allowDeath("Bob", 3n * PHA))).toBe("Balances.LiquidityRestrictions");
    ledger.act((env) => setLock(env, zoe, lockId("test"), 0n));
    ledger.act((env) => hold(env, zoe, reason, 5n * PHA));
    ledger.act((env) => setLock(env, zoe, lockId("test"), 8n * PHA));
    expect(account("Zoe")).toMatchObject({ consumers: 2, data: { free: 5n * PHA, reserved: 5n * PHA } });
    ledger.run("Zoe", allowDeath("Bob", 2n * PHA));
    ledger.act((env) => setLock(env, zoe, lockId("test"), 0n));
    ledger.act((env) => release(env, zoe, reason, 9n * PHA));
    expect(account("Zoe")).toMatchObject({ consumers: 0, data: { free: 8n * PHA, reserved: 0n, frozen: 0n } });
  });

  it("holds no more than there is beside the existential deposit, and reaps nobody who holds", () => {
    const { ledger } = setup();
    const holdOf = (amount: bigint) => () => ledger.act((env) => hold(env, accountOf("Zoe"), reason, amount));
    expect(holdOf(PHA)).toThrow(/free balance is too low/);
    holdOf(PHA / 2n)();
    expect(ledger.refusal("Zoe", allowDeath("Bob", PHA / 2n))).toBe("Balances.Expendability");
  });

  it("lets root release what is on hold, the oldest reason first, and nobody else", () => {
    const { ledger } = setup(10n * PHA);
    const zoe = accountOf("Zoe");
    const other = preimage.holdReasons.Preimage;
    for (const id of [reason, other]) ledger.act((env) => hold(env, zoe, id, 2n * PHA));
    const call = force_unreserve({ who: addressOf("Zoe"), amount: 3n * PHA });
    expect(ledger.refusal("Zoe", call)).toBe("frame.BadOrigin");
    ledger.run(root, call);
    expect(ledger.of(balances).holds.get(zoe)).toEqual([{ id: other, amount: PHA }]);
    ledger.run(root, call);
    expect(ledger.balanceOf("Zoe")).toMatchObject({ free: 10n * PHA, reserved: 0n });
    expect(ledger.events(balances)).toEqual([{ type: "Unreserved", value: { who: zoe, amount: PHA } }]);
  });

  it("upgrades an account of the old rules once, and none that is not there", () => {
    const { ledger, account } = setup();
    const zoe = accountOf("Zoe");
    const { data, ...info } = account("Zoe");
    ledger.of(system).account.put(zoe, { ...info, data: { ...data, flags: 0n } });
    const call = upgrade_accounts({ who: [zoe, accountOf("Yves")] });
    ledger.run("Bob", call);
    expect(account("Zoe").data).toEqual(data);
    expect(ledger.happened()).toEqual(["Balances.Upgraded"]);
    ledger.run("Bob", call);
    expect(ledger.happened()).toEqual([]);
  });

  it("neither makes nor destroys money by itself, whoever asks", () => {
    const { ledger } = setup();
    const adjust = force_adjust_total_issuance({ direction: { type: "Increase" }, delta: 1n });
    expect(ledger.refusal(root, adjust)).toBe("Balances.IssuanceIsFixed");
    expect(ledger.refusal("Zoe", burn({ value: 1n, keep_alive: false }))).toBe("Balances.BurnRefused");
  });

  it("burns a deposit that is too small to create its account", () => {
    const { ledger, issued } = setup(0n);
    ledger.act((env) => deposit(env, accountOf("Zoe"), 5n));
    expect(issued()).toBe(-5n);
  });

  it("keeps the sum of all balances equal to the issuance, whatever is tried (property)", () => {
    const person = fc.constantFrom("Alice", "Bob", "Zoe", "Yan");
    const amount = fc.oneof(
      fc.bigInt(0n, 3n * existentialDeposit),
      fc.bigInt(0n, 20_000_000n * PHA),
      fc.constantFrom(existentialDeposit, existentialDeposit - 1n),
    );
    const calls = {
      keep: keepAlive,
      death: allowDeath,
      all: (to: string) => transfer_all({ dest: addressOf(to), keep_alive: false }),
    };
    const kind = fc.constantFrom("keep", "death", "all", "hold", "release", "lock");
    const step = fc.record({ kind, from: person, to: person, amount });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { ledger, account } = setup();
        for (const { kind, from, to, amount: value } of steps) {
          const { providers, data } = account(from);
          ledger.act((env) => {
            if (kind in calls) env.dispatch(calls[kind as keyof typeof calls](to, value), signed(accountOf(from)));
            else if (kind === "release") release(env, accountOf(from), reason, value);
            else if (kind === "lock" && providers > 0) setLock(env, accountOf(from), lockId("test"), value);
            else if (kind === "hold" && data.free >= value + existentialDeposit && data.free >= value + data.frozen)
              hold(env, accountOf(from), reason, value);
          });
        }
        ledger.block(); // counts the money
      }),
      { numRuns: 60 },
    );
  });
});
