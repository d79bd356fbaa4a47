import type { Hex, TypeOf } from "@pha/codec";
import { verifySignature } from "@pha/crypto";
import { certificateMessage, quoteMessage } from "./emulated.ts";
import { errors } from "./errors.ts";
import { decodeQuote, type EmulatedQuote } from "./quote.ts";

/** Confidence of emulated platforms: outside the levels 1 … 5 of hardware. */
export const EMULATED_CONFIDENCE = 128;

/** How far a quote may lie ahead of the ledger's time: block times and platform clocks are not one clock. */
export const MAX_CLOCK_SKEW_MS = 60_000n;

/** The ledger's policy for the role in question. */
export interface QuotePolicy {
  /** SHA-384 of the programs that may have the role now. */
  readonly measurements: readonly Hex[];
  readonly maxAgeMs: bigint;
}

/** Input of a verification. Time is part of it: the verifier has no clock and fetches nothing. */
export interface Appraisal {
  /** SCALE bytes of a {@link Quote}. */
  readonly quote: Uint8Array;
  /** Root of emulated platforms, from the genesis; `undefined` on networks that accept hardware only. */
  readonly rootKey: Hex | undefined;
  readonly expectedReportData: Hex;
  readonly policy: QuotePolicy;
  /** Time of the block that appraises, in Unix milliseconds. */
  readonly nowMs: bigint;
}

/** Facts that hold of an accepted quote. */
export interface Appraised {
  readonly measurement: Hex;
  readonly confidence: number;
  readonly issuedAtMs: bigint;
  /** Key of the platform that made it. */
  readonly platform: Hex;
}

/**
 * Appraises a quote, failing closed: whatever is not shown is refused. The order of the checks is fixed, so every
 * node names the same reason.
 *
 * @throws `attestation.MalformedQuote`, `EmulatedRefused`, `UnknownPlatform`, `BadSignature`, `WrongReportData`,
 * `MeasurementNotAllowed`, `StaleQuote`
 */
export function verifyQuote({ quote, rootKey, expectedReportData, policy, nowMs }: Appraisal): Appraised {
  const { certificate, body, signature } = decodeQuote(quote).value.value;
  if (rootKey === undefined) throw errors.EmulatedRefused();
  checkSignatures({ certificate, body, signature }, rootKey);
  if (body.reportData !== expectedReportData) throw errors.WrongReportData();
  if (!policy.measurements.includes(body.measurement))
    throw errors.MeasurementNotAllowed({ measurement: body.measurement });
  const ageMs = nowMs - body.issuedAtMs;
  if (ageMs > policy.maxAgeMs || ageMs < -MAX_CLOCK_SKEW_MS) throw errors.StaleQuote({ ageMs });
  return {
    measurement: body.measurement,
    confidence: EMULATED_CONFIDENCE,
    issuedAtMs: body.issuedAtMs,
    platform: certificate.publicKey,
  };
}

function checkSignatures({ certificate, body, signature }: TypeOf<typeof EmulatedQuote>, rootKey: Hex): void {
  const { publicKey } = certificate;
  if (!verifySignature("ed25519", rootKey, certificateMessage(publicKey), certificate.signature))
    throw errors.UnknownPlatform({ platform: publicKey });
  if (!verifySignature("ed25519", publicKey, quoteMessage(body), signature)) throw errors.BadSignature();
}
