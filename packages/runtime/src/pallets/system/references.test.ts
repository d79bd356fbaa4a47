import { CodedError, type Hex } from "@pha/codec";
import { type Call, Execution, errors, makeCall, root, signed, viewOf } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeMachine } from "../../executive/machine.ts";
import { dev, testNetwork } from "../../testing/index.ts";
import { allPallets } from "../all.ts";
import { attestation } from "../attestation/spec.ts";
import { existentialDeposit, initialIssuance, PHA } from "../balances/account-data.ts";
import { hold, release, setLock } from "../balances/holds.ts";
import { lockId } from "../balances/lock-id.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { balances } from "../balances/spec.ts";
import {
  addConsumer,
  addProvider,
  addSufficient,
  dropConsumer,
  dropProvider,
  dropSufficient,
  maxConsumers,
  refer,
} from "./references.ts";
import { system } from "./spec.ts";

const alice = dev("Alice").accountId;
const who: Hex = `0x${"77".repeat(32)}`;
const reason = attestation.holdReasons.WorkerDeposit;
const { implementations } = makeMachine(allPallets, {
  inspect: () => ({ ok: false, problem: "unloadable", reason: "no host" }),
});
const { state } = testNetwork();

function setup(free = 0n) {
  const block = { number: 1, parentHash: who, genesisHash: who, timeMs: 1n };
  const execution = new Execution(viewOf(state), block, implementations);
  const move = (to: Hex, value: bigint): Call =>
    makeCall(balances, "transfer_allow_death", { dest: { type: "Id", value: to }, value });
  if (free > 0n) execution.dispatch(move(who, free), signed(alice));
  const account = (of: Hex = who) => execution.of(system).state.account.get(of);
  const issuance = () => execution.of(balances).state.totalIssuance.get();
  const names = () => execution.events.map(({ value }) => value.type);
  return { execution, move, account, issuance, names };
}

const setFree = (amount: bigint) =>
  makeCall(balances, "force_set_balance", { who: { type: "Id", value: who }, new_free: amount });

describe("references", () => {
  it("of other pallets stay when balances change", () => {
    const { execution, account } = setup(5n * PHA);
    refer(execution, who, addConsumer);
    hold(execution, who, reason, PHA);
    setLock(execution, who, lockId("test"), PHA);
    expect(account().consumers).toBe(3);
    release(execution, who, reason, PHA);
    setLock(execution, who, lockId("test"), 0n);
    expect(account()).toMatchObject({ consumers: 1, providers: 1 });
  });

  it("keep an account from being reaped while something needs it, by transfer and by root", () => {
    const { execution, move, account } = setup(PHA);
    refer(execution, who, addConsumer);
    expect(execution.dispatch(move(alice, PHA), signed(who))).toMatchObject({
      error: { type: "Module", value: { index: 2, error: [4, 0, 0, 0] } },
    });
    expect(execution.dispatch(setFree(0n), root)).toMatchObject({ error: { type: "ConsumerRemaining" } });
    expect(account().data.free).toBe(PHA);
    refer(execution, who, dropConsumer);
    expect(execution.dispatch(setFree(0n), root).ok).toBe(true);
    expect(account().providers).toBe(0);
  });

  it("that suffice keep an account without a balance, whose dust is burned", () => {
    const { execution, move, account, issuance, names } = setup(PHA);
    refer(execution, who, addSufficient);
    execution.events.length = 0;
    expect(execution.dispatch(move(alice, PHA - 5n), signed(who)).ok).toBe(true);
    expect(account()).toMatchObject({ providers: 0, sufficients: 1, data: { free: 0n } });
    expect(issuance()).toBe(initialIssuance - 5n);
    expect(names()).toEqual(["DustLost", "Transfer"]);
    refer(execution, who, dropSufficient);
    expect(execution.of(system).state.account.has(who)).toBe(false);
    expect(names().at(-1)).toBe("KilledAccount");
  });

  it("create and reap an account by themselves", () => {
    const { execution, names } = setup();
    refer(execution, who, addProvider);
    refer(execution, who, addConsumer);
    expect(() => refer(execution, who, dropProvider)).toThrow(expect.toSatisfy(errors.ConsumerRemaining.is));
    refer(execution, who, dropConsumer);
    refer(execution, who, dropProvider);
    expect(names()).toEqual(["NewAccount", "KilledAccount"]);
  });

  it("cannot rely on an account that does not exist, nor be too many", () => {
    const { execution, account } = setup();
    expect(() => refer(execution, who, addConsumer)).toThrow(expect.toSatisfy(errors.NoProviders.is));
    expect(() => setLock(execution, who, lockId("test"), 1n)).toThrow(expect.toSatisfy(errors.NoProviders.is));
    refer(execution, who, addProvider);
    for (let taken = 0; taken < maxConsumers; taken++) refer(execution, who, addConsumer);
    expect(() => refer(execution, who, addConsumer)).toThrow(expect.toSatisfy(errors.TooManyConsumers.is));
    expect(account().consumers).toBe(maxConsumers);
  });

  it("that nobody took cannot be given back: a bug", () => {
    const { execution } = setup(PHA);
    for (const drop of [dropConsumer, dropSufficient])
      expect(() => refer(execution, who, drop)).toThrow(expect.toSatisfy((error) => !(error instanceof CodedError)));
  });

  it("always add up to those of each pallet, reap whom nothing holds, and conserve the issuance (property)", () => {
    const change = { addConsumer, dropConsumer, addProvider, dropProvider, addSufficient, dropSufficient };
    const counted = { Consumer: "consumers", Provider: "providers", Sufficient: "sufficients" } as const;
    const amount = fc.oneof(
      fc.bigInt(0n, 3n * existentialDeposit),
      fc.bigInt(0n, 9n * PHA),
      fc.constantFrom(existentialDeposit, existentialDeposit - 1n),
    );
    const money = fc.record({
      kind: fc.constantFrom("send" as const, "receive" as const, "set" as const),
      amount,
    });
    const holds = fc.record({
      kind: fc.constantFrom("hold" as const, "release" as const, "lock" as const, "otherLock" as const),
      amount,
    });
    const reference = fc.record({
      kind: fc.constantFrom("add" as const, "drop" as const),
      of: fc.constantFrom("Consumer" as const, "Provider" as const, "Sufficient" as const),
      pallet: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(money, holds, reference), { maxLength: 40 }), (steps) => {
        const { execution, move, account, issuance } = setup(PHA);
        const owned = () =>
          [who, alice, treasuryAccount].reduce(
            (sum, of) => sum + account(of).data.free + account(of).data.reserved,
            0n,
          );
        const others = initialIssuance - owned();
        const taken = [0, 1, 2].map(() => ({ Consumer: 0, Provider: 0, Sufficient: 0 }));
        const attempt = (body: () => void): void => {
          try {
            execution.transaction(body);
          } catch (error) {
            if (!(error instanceof CodedError)) throw error;
          }
        };
        for (const step of steps) {
          if (step.kind === "send") execution.dispatch(move(alice, step.amount), signed(who));
          else if (step.kind === "receive") execution.dispatch(move(who, step.amount), signed(alice));
          else if (step.kind === "set") execution.dispatch(setFree(step.amount), root);
          else if (step.kind === "hold") attempt(() => hold(execution, who, reason, step.amount));
          else if (step.kind === "release") attempt(() => release(execution, who, reason, step.amount));
          else if (step.kind === "lock") attempt(() => setLock(execution, who, lockId("one"), step.amount));
          else if (step.kind === "otherLock") attempt(() => setLock(execution, who, lockId("other"), step.amount));
          else if ("of" in step) {
            const { kind, of, pallet } = step;
            const own = taken[pallet] as (typeof taken)[number];
            if (kind === "drop" && own[of] === 0) continue;
            attempt(() => {
              refer(execution, who, change[`${kind}${of}`]);
              own[of] += kind === "add" ? 1 : -1;
            });
          }
          const info = account();
          const { free, reserved, frozen } = info.data;
          const sum = (of: keyof typeof counted) => taken.reduce((total, own) => total + own[of], 0);
          expect(info.providers).toBe(sum("Provider") + (free >= existentialDeposit ? 1 : 0));
          expect(info.consumers).toBe(sum("Consumer") + (reserved > 0n ? 1 : 0) + (frozen > 0n ? 1 : 0));
          expect(info.sufficients).toBe(sum("Sufficient"));
          const exists = info.providers + info.sufficients > 0;
          expect(execution.of(system).state.account.has(who)).toBe(exists);
          if (info.consumers > 0) expect(exists).toBe(true);
          if (!exists) expect(info.data).toMatchObject({ free: 0n, reserved: 0n, frozen: 0n });
          expect(owned() + others).toBe(issuance());
        }
      }),
      { numRuns: 300 },
    );
  });
});
