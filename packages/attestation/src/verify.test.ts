import { describe, expect, it } from "vitest";
import { issueCertificate } from "./emulated.ts";
import { appraisal, appraise, issuedAtMs, measurement, root, seed } from "./testing/quotes.ts";
import { MAX_CLOCK_SKEW_MS, verifyQuote } from "./verify.ts";

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
