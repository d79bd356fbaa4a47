import type { Hex } from "@pha/codec";
import { type Call, makeCall } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { runtime } from "../../executive/native-runtime.ts";
import { dev, TestLedger } from "../../test-ledger.ts";
import { PHA } from "../balances/account-data.ts";
import { balances } from "../balances/spec.ts";
import { sudo } from "../sudo/spec.ts";
import { system } from "../system/spec.ts";
import { utility } from "./spec.ts";

const alice = dev("Alice");
const bob = dev("Bob");
const target: Hex = `0x${"55".repeat(32)}`;
const pay = (value: bigint) =>
  makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: target }, value });
const tooMuch = pay(10n ** 24n);
const received = (ledger: TestLedger) => ledger.read(system).account.get(target).data.free;
const inner = (events: readonly { type: string; value: { type: string } }[]) =>
  events.filter(({ type }) => type === "Utility").map(({ value }) => value.type);

describe("batches", () => {
  it("batch stops at the first failure and keeps what was done", () => {
    const ledger = new TestLedger();
    const { ok, events } = ledger.run(alice, makeCall(utility, "batch", { calls: [pay(PHA), tooMuch, pay(PHA)] }));
    expect(ok).toBe(true);
    expect(inner(events)).toEqual(["ItemCompleted", "BatchInterrupted"]);
    expect(received(ledger)).toBe(PHA);
  });

  it("batch_all undoes everything when one fails, with that one's error", () => {
    const ledger = new TestLedger();
    const applied = ledger.run(alice, makeCall(utility, "batch_all", { calls: [pay(PHA), tooMuch] }));
    expect(applied).toMatchObject({ ok: false, error: { type: "Module", value: { index: 2 } } });
    expect(inner(applied.events)).toEqual([]);
    expect(received(ledger)).toBe(0n);
  });

  it("force_batch does what it can", () => {
    const ledger = new TestLedger();
    const { events } = ledger.run(alice, makeCall(utility, "force_batch", { calls: [tooMuch, pay(PHA)] }));
    expect(inner(events)).toEqual(["ItemFailed", "ItemCompleted", "BatchCompletedWithErrors"]);
    expect(received(ledger)).toBe(PHA);
  });

  it("undoes a nested batch alone", () => {
    const ledger = new TestLedger();
    const all = (...calls: Call[]) => makeCall(utility, "batch_all", { calls });
    ledger.run(alice, makeCall(utility, "force_batch", { calls: [all(pay(PHA), tooMuch), all(pay(2n * PHA))] }));
    expect(received(ledger)).toBe(2n * PHA);
  });

  it("weighs and costs as much as all its calls", () => {
    const ledger = new TestLedger();
    const fee = (call: Call) => runtime.fee(runtime.decodeExtrinsic(ledger.sign(alice, call)));
    const of = (n: number) => fee(makeCall(utility, "batch", { calls: Array.from({ length: n }, () => pay(PHA)) }));
    expect(of(10) - of(9)).toBe(of(9) - of(8));
    expect(of(10) - of(9)).toBeGreaterThan(100_000_000n);
  });

  it("refuses 100 000 nested batches before anything recurses through them", () => {
    const depth = 100_000;
    const body = new Uint8Array([4, ...Array.from({ length: depth }, () => [4, 0, 4]).flat(), 0, 0, 0]);
    const length = body.length * 4 + 2;
    const bytes = new Uint8Array([length & 255, (length >> 8) & 255, (length >> 16) & 255, length >>> 24, ...body]);
    expect(() => runtime.decodeExtrinsic(bytes)).toThrow(expect.objectContaining({ code: "transaction.Undecodable" }));
  });
});

describe("sudo", () => {
  it("dispatches as root for its account alone", () => {
    const force = makeCall(balances, "force_transfer", {
      source: { type: "Id", value: bob.accountId },
      dest: { type: "Id", value: target },
      value: PHA,
    });
    const ledger = new TestLedger();
    const call = makeCall(sudo, "sudo", { call: force });
    expect(ledger.run(bob, call)).toMatchObject({ ok: false, reason: expect.stringContaining("RequireSudo") });
    expect(received(ledger)).toBe(0n);
    expect(ledger.run(alice, call).ok).toBe(true);
    expect(received(ledger)).toBe(PHA);
  });

  it("reports the failure of what it dispatched", () => {
    const ledger = new TestLedger();
    const call = makeCall(sudo, "sudo", { call: makeCall(utility, "batch_all", { calls: [tooMuch] }) });
    const { ok, events } = ledger.run(alice, call);
    expect(ok).toBe(true);
    expect(events).toContainEqual(
      expect.objectContaining({
        value: { type: "Sudid", value: { sudo_result: { type: "Err", value: { type: "BadOrigin" } } } },
      }),
    );
  });

  it("dispatches as another account, which pays nothing, for its account alone", () => {
    const ledger = new TestLedger();
    const who = { type: "Id", value: bob.accountId } as const;
    const call = makeCall(sudo, "sudo_as", { who, call: pay(PHA) });
    expect(ledger.run(bob, call)).toMatchObject({ ok: false, reason: expect.stringContaining("RequireSudo") });
    const before = ledger.read(system).account.get(bob.accountId).data.free;
    const { ok, events } = ledger.run(alice, call);
    expect(ok).toBe(true);
    expect(events).toContainEqual(
      expect.objectContaining({ value: { type: "SudoAsDone", value: { sudo_result: { type: "Ok" } } } }),
    );
    expect(received(ledger)).toBe(PHA);
    expect(ledger.read(system).account.get(bob.accountId).data.free).toBe(before - PHA);
  });
});
