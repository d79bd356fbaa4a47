import { type Hex, toHex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { developmentRoot, issueCertificate, signQuote } from "./emulated.ts";
import { errors } from "./errors.ts";
import { encodeQuote } from "./quote.ts";
import { type Appraisal, MAX_CLOCK_SKEW_MS, verifyQuote } from "./verify.ts";

const seed = new Uint8Array(32).fill(1);
const otherSeed = new Uint8Array(32).fill(2);
const measurement: Hex = `0x${"aa".repeat(48)}`;
const data = new Uint8Array(64).fill(3);
const issuedAtMs = 1_700_000_000_000n;
const root = developmentRoot();

const make = (change: Partial<Parameters<typeof signQuote>[0]> = {}): Uint8Array =>
  encodeQuote(
    signQuote({
      certificate: issueCertificate(root, seed),
      seed,
      measurement,
      reportData: data,
      issuedAtMs,
      ...change,
    }),
  );

const quote = make();
const appraisal: Appraisal = {
  quote,
  rootKey: root.publicKey,
  expectedReportData: toHex(data),
  policy: { measurements: [measurement], maxAgeMs: 86_400_000n },
  nowMs: issuedAtMs + 1_000n,
};
const appraise = (change: Partial<Appraisal>) => () => verifyQuote({ ...appraisal, ...change });

describe("verifyQuote", () => {
  it("accepts a quote of the network's platform for an allowed program, with confidence 128", () => {
    const { publicKey } = issueCertificate(root, seed);
    expect(verifyQuote(appraisal)).toEqual({ measurement, confidence: 128, issuedAtMs, platform: publicKey });
  });

  it.each([
    ["on a network without a root for emulated platforms", { rootKey: undefined }, errors.EmulatedRefused],
    ["under another root", { rootKey: keypairFromUri("//Other", "ed25519").publicKey }, errors.UnknownPlatform],
    [
      "of a platform that certified itself",
      { quote: make({ certificate: issueCertificate(keypairFromUri("//Mallory", "ed25519"), seed) }) },
      errors.UnknownPlatform,
    ],
    ["signed by another platform than the certified one", { quote: make({ seed: otherSeed }) }, errors.BadSignature],
    ["for other report data", { expectedReportData: toHex(new Uint8Array(64)) }, errors.WrongReportData],
    [
      "of a program that is not allowed",
      { policy: { ...appraisal.policy, measurements: [] } },
      errors.MeasurementNotAllowed,
    ],
    ["older than the policy's age", { nowMs: issuedAtMs + 86_400_001n }, errors.StaleQuote],
    ["from the future", { nowMs: issuedAtMs - MAX_CLOCK_SKEW_MS - 1n }, errors.StaleQuote],
    ["that is empty", { quote: new Uint8Array() }, errors.MalformedQuote],
    ["of an unknown version", { quote: Uint8Array.from(quote).fill(2, 0, 1) }, errors.MalformedQuote],
    ["of an unknown kind", { quote: Uint8Array.from(quote).fill(1, 1, 2) }, errors.MalformedQuote],
    ["with bytes behind it", { quote: Uint8Array.from([...quote, 0]) }, errors.MalformedQuote],
  ])("refuses a quote %s", (_, change, error) => {
    expect(appraise(change)).toThrow(expect.toSatisfy(error.is));
  });

  it.each([
    ["exactly as old as allowed", { nowMs: issuedAtMs + 86_400_000n }],
    ["as far ahead as clocks may differ", { nowMs: issuedAtMs - MAX_CLOCK_SKEW_MS }],
  ])("accepts a quote %s", (_, change) => {
    expect(appraise(change)().measurement).toBe(measurement);
  });

  it("refuses a quote with any one bit changed (property)", () => {
    fc.assert(
      fc.property(fc.nat(quote.length * 8 - 1), (bit) => {
        const changed = Uint8Array.from(quote);
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(appraise({ quote: changed })).toThrow(expect.objectContaining({ module: "attestation" }));
      }),
      { numRuns: 60 },
    );
  });
});
