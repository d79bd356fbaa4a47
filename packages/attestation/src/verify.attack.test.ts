import { toHex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { attack } from "@pha/testkit/attack";
import fc from "fast-check";
import { issueCertificate } from "./emulated.ts";
import { errors } from "./errors.ts";
import { type ReportClaims, reportData } from "./report-data.ts";
import { appraisal, appraise, claims, field, issuedAtMs, makeQuote, seed } from "./testing/quotes.ts";
import { MAX_CLOCK_SKEW_MS } from "./verify.ts";

const otherSeed = new Uint8Array(32).fill(2);

attack("quote an emulated platform on a network for hardware", async ({ refused }) => {
  await refused("attestation.EmulatedRefused", appraise({ rootKey: undefined }));
});

attack("quote on a platform that the network's root did not certify", async ({ refused }) => {
  const mallory = keypairFromUri("//Mallory", "ed25519");
  const rootKey = keypairFromUri("//Other", "ed25519").publicKey;
  await refused("attestation.UnknownPlatform", appraise({ rootKey }));
  await refused(
    "attestation.UnknownPlatform",
    appraise({ quote: makeQuote({ certificate: issueCertificate(mallory, seed) }) }),
  );
  await refused("attestation.BadSignature", appraise({ quote: makeQuote({ seed: otherSeed }) }));
});

attack("use a quote for another network, role, identity, session, operator or block", async ({ refused }) => {
  const others: Partial<ReportClaims>[] = [
    ...[{ genesis: field("ff") }, { role: "gatekeeper" as const }, { identity: field("ff") }, { signKey: field("ff") }],
    ...[{ hpkeKey: field("ff") }, { operator: field("ff") }, { number: 259 }, { hash: field("ff") }],
  ];
  for (const other of others)
    await refused("attestation.WrongReportData", appraise({ expectedReportData: reportData({ ...claims, ...other }) }));
  await refused("attestation.WrongReportData", appraise({ expectedReportData: toHex(new Uint8Array(64)) }));
});

attack("quote a program that is not allowed", async ({ refused }) => {
  const policy = { ...appraisal.policy, measurements: [] };
  await refused("attestation.MeasurementNotAllowed", appraise({ policy }));
});

attack("show a quote that is too old, or from the future", async ({ refused }) => {
  for (const nowMs of [issuedAtMs + 86_400_001n, issuedAtMs - MAX_CLOCK_SKEW_MS - 1n])
    await refused("attestation.StaleQuote", appraise({ nowMs }));
});

attack("show bytes that are no quote, or a quote with a bit changed", async ({ refused }) => {
  const malformed = [
    new Uint8Array(),
    Uint8Array.from(appraisal.quote).fill(2, 0, 1), // another version
    Uint8Array.from(appraisal.quote).fill(1, 1, 2), // another kind
    Uint8Array.from([...appraisal.quote, 0]),
  ];
  for (const bytes of malformed) await refused("attestation.MalformedQuote", appraise({ quote: bytes }));
  const codes = Object.values(errors).map(({ code }) => code);
  await fc.assert(
    fc.asyncProperty(fc.nat(appraisal.quote.length * 8 - 1), async (bit) => {
      const changed = Uint8Array.from(appraisal.quote);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      await refused(codes, appraise({ quote: changed }));
    }),
    { numRuns: 60 },
  );
});
