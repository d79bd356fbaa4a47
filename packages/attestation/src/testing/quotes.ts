import { fromHex, type Hex } from "@pha/codec";
import { developmentRoot, issueCertificate, signQuote } from "../emulated.ts";
import { encodeQuote } from "../quote.ts";
import { type ReportClaims, reportData } from "../report-data.ts";
import { type Appraisal, verifyQuote } from "../verify.ts";

export const field = (byte: string): Hex => `0x${byte.repeat(32)}`;
export const claims: ReportClaims = {
  ...{ genesis: field("01"), role: "miner", identity: field("02"), signKey: field("03"), hpkeKey: field("04") },
  ...{ operator: field("05"), number: 258, hash: field("06") },
};

/** Of the platform. */
export const seed = new Uint8Array(32).fill(1);
export const root = developmentRoot();
export const measurement: Hex = `0x${"aa".repeat(48)}`;
export const issuedAtMs = 1_700_000_000_000n;

/** A quote over the claims, or one that differs in something. */
export const makeQuote = (change: Partial<Parameters<typeof signQuote>[0]> = {}): Uint8Array =>
  encodeQuote(
    signQuote({
      ...{ certificate: issueCertificate(root, seed), seed, measurement, issuedAtMs },
      reportData: fromHex(reportData(claims)),
      ...change,
    }),
  );

/** What is accepted. */
export const appraisal: Appraisal = {
  quote: makeQuote(),
  rootKey: root.publicKey,
  expectedReportData: reportData(claims),
  policy: { measurements: [measurement], maxAgeMs: 86_400_000n },
  nowMs: issuedAtMs + 1_000n,
};

export const appraise = (change: Partial<Appraisal>) => () => verifyQuote({ ...appraisal, ...change });
