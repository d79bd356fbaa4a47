import type { Hex } from "@pha/codec";
import { Execution, errors as frameErrors, makeCall, root, signed, viewOf } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeMachine } from "../../executive/machine.ts";
import { dev, TestLedger } from "../../test-ledger.ts";
import { allPallets } from "../all.ts";
import { attestation } from "../attestation/spec.ts";
import { system } from "../system/spec.ts";
import { existentialDeposit, initialIssuance, PHA } from "./account-data.ts";
import { hold, lockId, release, setLock } from "./holds.ts";
import { deposit } from "./ledger.ts";
import { balances } from "./spec.ts";

const alice = dev("Alice");
const bob = dev("Bob");
const reason = attestation.holdReasons.WorkerDeposit;
const nobody: Hex = `0x${"77".repeat(32)}`;
const id = (value: Hex) => ({ type: "Id" as const, value });
const keepAlive = (to: Hex, value: bigint) => makeCall(balances, "transfer_keep_alive", { dest: id(to), value });
const allowDeath = (to: Hex, value: bigint) => makeCall(balances, "transfer_allow_death", { dest: id(to), value });

/** An execution in which nobody owns anything but what the test gives out of Alice's genesis balance. */
function setup(endowments: Record<Hex, bigint> = {}) {
  const ledger = new TestLedger();
  const block = { number: 1, parentHash: nobody, genesisHash: nobody, timeMs: 1n };
  const execution = new Execution(
    viewOf(ledger.state),
    block,
    makeMachine(allPallets, { inspect: () => ({ ok: false, problem: "unloadable", reason: "" }) }).implementations,
  );
  for (const [who, amount] of Object.entries(endowments)) {
    execution.dispatch(keepAlive(who as Hex, amount), signed(alice.accountId));
  }
  execution.events.length = 0;
  const account = (who: Hex) => execution.of(system).state.account.get(who);
  const names = () => execution.events.map(({ value }) => value.type);
  return { execution, account, names };
}

const moduleError = (index: number) => ({
  ok: false,
  error: { type: "Module", value: { index: 2, error: [index, 0, 0, 0] } },
});

describe("balances", () => {
  it("moves the amount and says so last", () => {
    const { execution, account, names } = setup({ [nobody]: PHA });
    expect(execution.dispatch(keepAlive(bob.accountId, PHA / 2n), signed(nobody)).ok).toBe(true);
    expect(account(nobody).data.free).toBe(PHA / 2n);
    expect(names()).toEqual(["Transfer"]);
  });

  it("creates the receiving account", () => {
    const { execution, account, names } = setup();
    execution.dispatch(keepAlive(nobody, existentialDeposit), signed(alice.accountId));
    expect(account(nobody)).toMatchObject({ providers: 1, data: { free: existentialDeposit } });
    expect(names()).toEqual(["NewAccount", "Endowed", "Transfer"]);
  });

  it.each([
    ["more than there is", keepAlive(bob.accountId, 2n * PHA), 2],
    ["too little to create an account", keepAlive(`0x${"78".repeat(32)}`, existentialDeposit - 1n), 3],
    ["so much that the sender would be reaped, when it must stay", keepAlive(bob.accountId, PHA), 4],
  ])("refuses to transfer %s and writes nothing", (_, call, index) => {
    const { execution, account, names } = setup({ [nobody]: PHA });
    expect(execution.dispatch(call, signed(nobody))).toMatchObject(moduleError(index));
    expect(account(nobody).data.free).toBe(PHA);
    expect(names()).toEqual([]);
  });

  it.each([
    ["more", 3n * PHA, 3n * PHA],
    ["less", existentialDeposit, existentialDeposit],
    ["nothing", 0n, 0n],
    ["less than an account may have, which is nothing", existentialDeposit - 1n, 0n],
  ])("root sets a free balance to %s, and the issuance follows", (_, amount, free) => {
    const { execution, account } = setup({ [nobody]: PHA });
    const call = makeCall(balances, "force_set_balance", { who: id(nobody), new_free: amount });
    expect(execution.dispatch(call, signed(alice.accountId))).toMatchObject({
      ok: false,
      error: { type: "BadOrigin" },
    });
    expect(execution.dispatch(call, root).ok).toBe(true);
    expect(account(nobody).data.free).toBe(free);
    expect(execution.of(balances).state.totalIssuance.get()).toBe(initialIssuance - PHA + free);
    const most = makeCall(balances, "force_set_balance", { who: id(nobody), new_free: (1n << 128n) - 1n });
    expect(execution.dispatch(most, root)).toMatchObject(moduleError(12));
  });

  it("reaps an emptied account, burns the dust and keeps a nonce that was used", () => {
    const { execution, account, names } = setup({ [nobody]: PHA });
    const { account: accounts } = execution.of(system).state;
    accounts.put(nobody, { ...accounts.get(nobody), nonce: 7 });
    execution.dispatch(allowDeath(bob.accountId, PHA - 1n), signed(nobody));
    expect(account(nobody)).toMatchObject({ nonce: 7, providers: 0, data: { free: 0n } });
    expect(names()).toEqual(["DustLost", "KilledAccount", "Transfer"]);
    expect(execution.of(balances).state.totalIssuance.get()).toBe(initialIssuance - 1n);
  });

  it("forgets an emptied account that never signed", () => {
    const { execution } = setup({ [nobody]: PHA });
    execution.dispatch(allowDeath(bob.accountId, PHA), signed(nobody));
    expect(execution.of(system).state.account.has(nobody)).toBe(false);
  });

  it("transfers to oneself without effect, but not what is not there", () => {
    const { execution, account } = setup({ [nobody]: PHA });
    expect(execution.dispatch(keepAlive(nobody, PHA / 2n), signed(nobody)).ok).toBe(true);
    expect(execution.dispatch(keepAlive(nobody, 2n * PHA), signed(nobody)).ok).toBe(false);
    expect(account(nobody).data.free).toBe(PHA);
  });

  it("transfers all but the existential deposit, or all", () => {
    const all = (keep_alive: boolean) => makeCall(balances, "transfer_all", { dest: id(bob.accountId), keep_alive });
    const { execution, account } = setup({ [nobody]: PHA });
    execution.dispatch(all(true), signed(nobody));
    expect(account(nobody).data.free).toBe(existentialDeposit);
    execution.dispatch(all(false), signed(nobody));
    expect(account(nobody).providers).toBe(0);
  });

  it("lets only root force a transfer", () => {
    const { execution, account } = setup({ [nobody]: PHA });
    const call = makeCall(balances, "force_transfer", { source: id(nobody), dest: id(bob.accountId), value: PHA });
    expect(execution.dispatch(call, signed(bob.accountId))).toMatchObject({ ok: false, error: { type: "BadOrigin" } });
    expect(execution.dispatch(call, root).ok).toBe(true);
    expect(account(nobody).data.free).toBe(0n);
  });

  it("refuses an address that names no account", () => {
    const { execution } = setup();
    const call = makeCall(balances, "transfer_keep_alive", { dest: { type: "Index", value: 1 }, value: PHA });
    const outcome = execution.dispatch(call, signed(alice.accountId));
    expect(outcome).toMatchObject({ ok: false, error: { type: "CannotLookup" } });
    expect(frameErrors.CannotLookup.is(outcome.ok || outcome.cause)).toBe(true);
  });

  it("spends nothing that is locked, and counts what is on hold towards locks", () => {
    const { execution, account } = setup({ [nobody]: 10n * PHA });
    setLock(execution, nobody, lockId("test"), 8n * PHA);
    expect(execution.dispatch(allowDeath(bob.accountId, 3n * PHA), signed(nobody))).toMatchObject(moduleError(1));
    hold(execution, nobody, reason, 5n * PHA);
    expect(account(nobody)).toMatchObject({ consumers: 2, data: { free: 5n * PHA, reserved: 5n * PHA } });
    expect(execution.dispatch(allowDeath(bob.accountId, 2n * PHA), signed(nobody)).ok).toBe(true);
    setLock(execution, nobody, lockId("test"), 0n);
    release(execution, nobody, reason, 9n * PHA);
    expect(account(nobody)).toMatchObject({ consumers: 0, data: { free: 8n * PHA, reserved: 0n, frozen: 0n } });
  });

  it("holds no more than there is beside the existential deposit, and reaps nobody who holds", () => {
    const { execution } = setup({ [nobody]: PHA });
    expect(() => hold(execution, nobody, reason, PHA)).toThrow(/free balance is too low/);
    hold(execution, nobody, reason, PHA / 2n);
    expect(execution.dispatch(allowDeath(bob.accountId, PHA / 2n), signed(nobody))).toMatchObject(moduleError(4));
  });

  it("burns a deposit that is too small to create its account", () => {
    const { execution } = setup();
    deposit(execution, nobody, 5n);
    expect(execution.of(balances).state.totalIssuance.get()).toBe(initialIssuance - 5n);
  });

  it("keeps the sum of all balances equal to the issuance, whatever is tried (property)", () => {
    const people: readonly Hex[] = [alice.accountId, bob.accountId, nobody, `0x${"79".repeat(32)}`];
    const person = fc.constantFrom(...people);
    const amount = fc.oneof(
      fc.bigInt(0n, 3n * existentialDeposit),
      fc.bigInt(0n, 20_000_000n * PHA),
      fc.constantFrom(existentialDeposit, existentialDeposit - 1n),
    );
    const kinds = ["keep", "death", "all", "hold", "release", "lock"] as const;
    const step = fc.record({ kind: fc.constantFrom(...kinds), from: person, to: person, amount });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { execution, account } = setup({ [nobody]: PHA });
        const others = initialIssuance - people.reduce((sum, who) => sum + account(who).data.free, 0n);
        for (const { kind, from, to, amount: value } of steps) {
          const all = makeCall(balances, "transfer_all", { dest: id(to), keep_alive: false });
          if (kind === "keep") execution.dispatch(keepAlive(to, value), signed(from));
          else if (kind === "death") execution.dispatch(allowDeath(to, value), signed(from));
          else if (kind === "all") execution.dispatch(all, signed(from));
          else if (kind === "release") release(execution, from, reason, value);
          else if (kind === "lock" && account(from).providers > 0) setLock(execution, from, lockId("test"), value);
          else if (kind === "hold" && account(from).data.free >= value + existentialDeposit)
            hold(execution, from, reason, value);
        }
        const sum = people.reduce((total, who) => total + account(who).data.free + account(who).data.reserved, 0n);
        expect(sum + others).toBe(execution.of(balances).state.totalIssuance.get());
      }),
      { numRuns: 60 },
    );
  });
});
