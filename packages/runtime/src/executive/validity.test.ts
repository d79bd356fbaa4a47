import type { Hex } from "@pha/codec";
import { encode, u32 } from "@pha/codec";
import type { Keypair } from "@pha/crypto";
import { makeCall, viewOf } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { mortalEra } from "../extrinsic/era.ts";
import { errors } from "../extrinsic/errors.ts";
import { encodeBare, encodeSigned } from "../extrinsic/signing.ts";
import { attestation } from "../pallets/attestation/spec.ts";
import { existentialDeposit, PHA } from "../pallets/balances/account-data.ts";
import { balances } from "../pallets/balances/spec.ts";
import { sudo } from "../pallets/sudo/spec.ts";
import { system } from "../pallets/system/spec.ts";
import { dev, type TestLedger, testNetwork } from "../testing/index.ts";
import { runtime } from "./native-runtime.ts";

const alice = dev("Alice");
const bob = dev("Bob");
const noPrograms = { measurements: [], maxAgeMs: 0n };
const call = makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: bob.accountId }, value: PHA });

const validate = (ledger: TestLedger, bytes: Uint8Array, returning = false) =>
  runtime.validate(ledger.view, runtime.decodeExtrinsic(bytes), { number: ledger.head.number, returning });

describe("validity", () => {
  it("chains an account's extrinsics by tags", () => {
    const ledger = testNetwork();
    const [first, second] = [0, 1].map((nonce) => validate(ledger, ledger.sign(alice, call, { nonce })));
    expect(first?.requires).toEqual([]);
    expect(second?.requires).toEqual(first?.provides);
    expect(first?.provides[0]?.startsWith(alice.accountId)).toBe(true);
  });

  it.each([
    ["a nonce that was used", { nonce: 0 }, errors.Stale],
    ["a nonce more than 64 ahead", { nonce: 66 }, errors.Future],
    ["a tip that cannot be paid", { nonce: 1, tip: 10n ** 24n }, errors.Payment],
  ])("refuses %s", (_, options, error) => {
    const ledger = testNetwork();
    ledger.send(alice, call);
    expect(() => validate(ledger, ledger.sign(alice, call, options))).toThrow(expect.toSatisfy(error.is));
  });

  it("lets wait again what was accepted before, however far ahead it is and whatever its account holds", () => {
    const ledger = testNetwork();
    const poor = ledger.sign(dev("Nobody"), call, { nonce: 500 });
    expect(validate(ledger, poor, true).requires.length).toBe(1);
    ledger.send(alice, call);
    expect(() => validate(ledger, ledger.sign(alice, call, { nonce: 0 }), true)).toThrow(
      expect.toSatisfy(errors.Stale.is),
    );
  });

  it("refuses in a block what is not next in turn, without effect", () => {
    const ledger = testNetwork();
    expect(() => ledger.block(ledger.sign(alice, call, { nonce: 1 }))).toThrow(expect.toSatisfy(errors.Future.is));
    ledger.send(alice, call);
    expect(() => ledger.block(ledger.sign(alice, call, { nonce: 0 }))).toThrow(expect.toSatisfy(errors.Stale.is));
    expect(ledger.head.number).toBe(1);
  });

  it("refuses an account that cannot pay and live on", () => {
    const ledger = testNetwork();
    const poor = dev("Nobody");
    expect(() => validate(ledger, ledger.sign(poor, call))).toThrow(expect.toSatisfy(errors.Payment.is));
    expect(() => ledger.block(ledger.sign(poor, call))).toThrow(expect.toSatisfy(errors.Payment.is));
    expect(ledger.of(system).account.has(poor.accountId)).toBe(false);
  });

  it("takes no fee from what an account needs to exist", () => {
    const ledger = testNetwork();
    const ferdie = dev("Ferdie");
    const remark = ledger.sign(ferdie, makeCall(system, "remark", { remark: new Uint8Array() }));
    const least = existentialDeposit + runtime.fee(runtime.decodeExtrinsic(remark), viewOf(new Map()));
    ledger.setBalances({ Ferdie: least - 1n });
    ledger.block();
    expect(() => validate(ledger, remark)).toThrow(expect.toSatisfy(errors.Payment.is));
    expect(() => ledger.block(remark)).toThrow(expect.toSatisfy(errors.Payment.is));
    ledger.setBalances({ Ferdie: least });
    ledger.block();
    expect(validate(ledger, remark).fee).toBe(least - existentialDeposit);
    expect(ledger.block(remark)).toMatchObject([{ ok: true }]);
    expect(ledger.balanceOf("Ferdie").free).toBe(existentialDeposit);
  });

  it("refuses the account of all zeros, and a bare extrinsic that is no enclave's", () => {
    const ledger = testNetwork();
    const extra = { era: { type: "Immortal" }, nonce: 0, tip: 0n } as const;
    const zero: Hex = `0x${"00".repeat(32)}`;
    const signature = { type: "Ed25519", value: `0x${"00".repeat(64)}` } as const;
    expect(() => validate(ledger, encodeSigned(zero, signature, extra, call))).toThrow(
      expect.toSatisfy(errors.BadSigner.is),
    );
    expect(() => validate(ledger, encodeBare(call))).toThrow(expect.toSatisfy(errors.Call.is));
  });

  it("puts operational extrinsics first, then the higher tip", () => {
    const ledger = testNetwork();
    const priority = (tip: bigint, of = call) => validate(ledger, ledger.sign(alice, of, { tip })).priority;
    const operational = makeCall(sudo, "sudo", { call });
    expect(priority(5n)).toBeGreaterThan(priority(4n));
    expect(priority(0n, operational)).toBeGreaterThan(priority(PHA));
  });

  it("takes for operational only what comes from somebody the call accepts", () => {
    const ledger = testNetwork();
    const calls = [makeCall(sudo, "sudo", { call }), makeCall(attestation, "set_policy", { policy: noPrograms })];
    const operational = (key: Keypair) => calls.map((of) => validate(ledger, ledger.sign(key, of)).operational);
    expect(operational(alice)).toEqual([true, false]);
    expect(operational(bob)).toEqual([false, false]);
    const [applied] = ledger.block(ledger.sign(bob, makeCall(sudo, "sudo", { call }), { tip: 1n }));
    const failed = applied?.events.find(({ value }) => value.type === "ExtrinsicFailed");
    expect(failed?.value.value).toMatchObject({ dispatch_info: { class: { type: "Normal" } } });
  });

  it("lasts as long as the era", () => {
    const ledger = testNetwork();
    ledger.runTo(5);
    const { longevity } = validate(ledger, ledger.sign(alice, call, { era: mortalEra(64, 4) }));
    expect(longevity).toBe(63n);
    expect(validate(ledger, ledger.sign(alice, call)).longevity).toBe((1n << 64n) - 1n);
  });

  it("tells clients the reason in Substrate's terms", () => {
    const ledger = testNetwork();
    ledger.send(alice, call);
    const ask = (bytes: Uint8Array, holds: boolean) => {
      const args = new Uint8Array([2, ...bytes, ...new Uint8Array(32)]);
      const env = {
        number: 1,
        hash: ledger.head.parentHash,
        genesisHash: ledger.genesisHash,
        verifySignature: () => holds,
      };
      return [...runtime.call("TaggedTransactionQueue_validate_transaction", args, ledger.view, env).subarray(0, 3)];
    };
    const [ok, err, invalid, stale, badProof] = [0, 1, 0, 3, 4];
    expect(ask(ledger.sign(alice, call), true)[0]).toBe(ok);
    expect(ask(ledger.sign(alice, call), false)).toEqual([err, invalid, badProof]);
    expect(ask(ledger.sign(alice, call, { nonce: 0 }), true)).toEqual([err, invalid, stale]);
  });

  it("answers nonces and fees over runtime APIs as it charges them", () => {
    const ledger = testNetwork();
    const { fee } = ledger.send(alice, call);
    const env = {
      number: 1,
      hash: ledger.head.parentHash,
      genesisHash: ledger.genesisHash,
      verifySignature: () => true,
    };
    const ask = (api: string, ...parts: Uint8Array[]) =>
      runtime.call(api, new Uint8Array(parts.flatMap((part) => [...part])), ledger.view, env);
    const extrinsic = ledger.sign(alice, call);
    expect(ask("AccountNonceApi_account_nonce", Buffer.from(alice.accountId.slice(2), "hex"))).toEqual(encode(u32, 1));
    const info = ask("TransactionPaymentApi_query_info", extrinsic, encode(u32, extrinsic.length));
    expect(new DataView(info.buffer, info.byteOffset).getBigUint64(info.length - 16, true)).toBe(fee);
    expect(ask("TransactionPaymentApi_query_fee_details", extrinsic, encode(u32, extrinsic.length))[0]).toBe(1);
    expect(() => ask("Constructor_name")).toThrow(/no API function/);
    expect(() => ask("Core_constructor")).toThrow(/no API function/);
    expect(() => ask("Core_version", new Uint8Array(1))).toThrow(/Bytes follow/);
  });
});
