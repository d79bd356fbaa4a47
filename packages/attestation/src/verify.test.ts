import { type Hex, toHex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { developmentRoot, issueCertificate, signQuote } from "./emulated.ts";
import { encodeQuote } from "./quote.ts";
import { type Appraisal, MAX_CLOCK_SKEW_MS, verifyQuote } from "./verify.ts";

const seed = new Uint8Array(32).fill(1);
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
    ["exactly as old as allowed", { nowMs: issuedAtMs + 86_400_000n }],
    ["as far ahead as clocks may differ", { nowMs: issuedAtMs - MAX_CLOCK_SKEW_MS }],
  ])("accepts a quote %s", (_, change) => {
    expect(appraise(change)().measurement).toBe(measurement);
  });
});
