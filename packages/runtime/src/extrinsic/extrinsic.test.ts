import { compact, concat, decode, encode, toHex, u32 } from "@pha/codec";
import { verifySignature } from "@pha/crypto";
import { makeCall } from "@pha/frame";
import { maxExtrinsicBytes } from "@pha/limits";
import { extrinsicFormat } from "@polkadot-api/substrate-bindings";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runtime } from "../executive/native-runtime.ts";
import { balances } from "../pallets/balances/spec.ts";
import { system } from "../pallets/system/spec.ts";
import { utility } from "../pallets/utility/spec.ts";
import { dev, testNetwork } from "../testing/index.ts";
import { Era, eraBirth, eraDeath, mortalEra } from "./era.ts";
import { payloadBytes } from "./extensions.ts";
import { additionalOf, encodeBare, encodeCall, encodeSigned, multiSignature, signingPayload } from "./signing.ts";

const alice = dev("Alice");
const call = makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: alice.accountId }, value: 1n });
const undecodable = expect.objectContaining({ code: "transaction.Undecodable" });

describe("extrinsics", () => {
  it("come back from their bytes, with hash and call bytes", () => {
    const ledger = testNetwork();
    const bytes = ledger.sign(alice, call, {
      nonce: 3,
      tip: 9n,
      era: mortalEra(64, 10),
      eraBlockHash: ledger.genesisHash,
    });
    const extrinsic = runtime.decodeExtrinsic(bytes);
    expect(extrinsic).toMatchObject({
      call,
      signed: { signer: alice.accountId, extra: { nonce: 3, tip: 9n, era: { value: { period: 64, phase: 10 } } } },
    });
    expect(bytes.subarray(-extrinsic.callBytes.length)).toEqual(extrinsic.callBytes);
    expect(extrinsic.hash).toMatch(/^0x[0-9a-f]{64}$/);
    expect(extrinsicFormat.dec(bytes.slice(2, 3))).toEqual({ version: 4, type: "signed" });
  });

  it.each([
    ["a byte is missing", (bytes: Uint8Array) => bytes.subarray(0, -1)],
    ["a byte is too many", (bytes: Uint8Array) => new Uint8Array([...bytes, 0])],
    ["the version is another", (bytes: Uint8Array) => bytes.with(2, 0x85)],
    ["the address names no account", (bytes: Uint8Array) => bytes.with(3, 1)],
    [
      "the length prefix is not canonical",
      (bytes: Uint8Array) =>
        new Uint8Array([2 | ((bytes.length - 2) << 2), (bytes.length - 2) >> 6, 0, 0, ...bytes.subarray(2)]),
    ],
    ["there is nothing", () => new Uint8Array()],
  ])("are refused when %s", (_, change) => {
    const bytes = testNetwork().sign(alice, call);
    expect(() => runtime.decodeExtrinsic(change(bytes))).toThrow(undecodable);
  });

  it("are refused when they are longer than a block allows", () => {
    const remark = makeCall(system, "remark", { remark: new Uint8Array(524_288) });
    expect(runtime.decodeExtrinsic(encodeBare(remark)).call.type).toBe("System");
    expect(() => runtime.decodeExtrinsic(new Uint8Array(maxExtrinsicBytes + 1))).toThrow(
      expect.objectContaining({ code: "transaction.TooLarge" }),
    );
  });

  it("are refused when their lists have more items than a block has room for, wherever these are", () => {
    const batches = (count: number, each: number) =>
      makeCall(utility, "batch", {
        calls: Array.from({ length: count }, () =>
          makeCall(utility, "batch", {
            calls: Array.from({ length: each }, () => makeCall(system, "remark", { remark: new Uint8Array() })),
          }),
        ),
      });
    expect(runtime.decodeExtrinsic(encodeBare(batches(32, 1_000))).call.type).toBe("Utility");
    expect(() => runtime.decodeExtrinsic(encodeBare(batches(33, 1_000)))).toThrow(undecodable);
  });

  it.each([
    ["off", Uint8Array.of(0)],
    ["on", Uint8Array.of(1)],
  ])("with the mode of a metadata hash (%s), which no extension here reads, are refused", (_, mode) => {
    const { bytes, callBytes } = runtime.decodeExtrinsic(testNetwork().sign(alice, call));
    const body = concat(bytes.subarray(2, -callBytes.length), mode, callBytes);
    expect(() => runtime.decodeExtrinsic(concat(encode(compact(u32), body.length), body))).toThrow(undecodable);
  });

  it("signed over a metadata hash have no valid signature", () => {
    const { genesisHash } = testNetwork();
    const extra = { era: { type: "Immortal" }, nonce: 0, tip: 0n } as const;
    const payload = payloadBytes(encodeCall(call), extra, additionalOf({ genesisHash }));
    const isGood = (message: Uint8Array) => {
      const signature = multiSignature("sr25519", alice.sign(message));
      const extrinsic = runtime.decodeExtrinsic(encodeSigned(alice.accountId, signature, extra, call));
      const check = runtime.signatureCheck(extrinsic, { number: 0, genesisHash, blockHash: () => undefined });
      return verifySignature(check.scheme, check.publicKey, check.message, check.signature);
    };
    expect(isGood(payload)).toBe(true);
    expect(isGood(concat(payload, Uint8Array.of(1), new Uint8Array(32).fill(7)))).toBe(false);
    expect(isGood(concat(payload, Uint8Array.of(0)))).toBe(false);
  });

  it("never make the decoder throw anything but its own errors (property)", () => {
    const valid = testNetwork().sign(alice, call);
    const mutated = fc.tuple(fc.nat(valid.length - 1), fc.nat(255)).map(([at, byte]) => valid.with(at, byte));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
        try {
          expect(runtime.decodeExtrinsic(bytes).bytes).toEqual(bytes);
        } catch (error) {
          expect(error).toEqual(undecodable);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("are signed over a hash when the payload is longer than 256 bytes", () => {
    const context = { genesisHash: alice.publicKey };
    const extra = { era: { type: "Immortal" }, nonce: 0, tip: 0n } as const;
    expect(signingPayload(new Uint8Array(100), extra, context).length).toBe(100 + 3 + 72);
    expect(signingPayload(new Uint8Array(200), extra, context).length).toBe(32);
  });
});

describe("eras", () => {
  it("encode as Substrate's", () => {
    const mortal = (period: number, phase: number) => toHex(encode(Era, { type: "Mortal", value: { period, phase } }));
    expect(mortal(64, 42)).toBe("0xa502");
    expect(mortal(32_768, 20_000)).toBe("0x4e9c");
    expect(toHex(encode(Era, { type: "Immortal" }))).toBe("0x00");
  });

  it("come back from their bytes, are alive at their birth and dead at their death (property)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70_000 }), fc.nat(1_000_000), (period, birth) => {
        const era = mortalEra(period, birth);
        expect(decode(Era, encode(Era, era))).toEqual(era);
        const born = eraBirth(era, birth);
        expect(born).toBeLessThanOrEqual(birth);
        expect(eraBirth(era, (eraDeath(era, birth) as number) - 1)).toBe(born);
        expect(eraBirth(era, eraDeath(era, birth) as number)).not.toBe(born);
      }),
    );
  });

  it("are refused with a phase beyond the period or a period below four", () => {
    for (const bytes of [Uint8Array.of(1, 4), Uint8Array.of(0x10, 0), Uint8Array.of(0x11)])
      expect(() => decode(Era, bytes)).toThrow();
  });
});
