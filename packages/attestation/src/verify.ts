import type { Hex } from "@pha/codec";
import { verifySignature } from "@pha/crypto";
import { certificateMessage, quoteMessage } from "./emulated.ts";
import { errors } from "./errors.ts";
import { type AppraisedPlatform, appraiseHardware, type HardwareFacts, type HardwareInput } from "./hardware.ts";
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
  /** Without it no hardware quote is accepted: there is nothing to verify it against. */
  readonly hardware?: HardwareInput;
  /** Time of the block that appraises, in Unix milliseconds. */
  readonly nowMs: bigint;
}

/** Facts that hold of an accepted quote. */
export interface Appraised {
  readonly measurement: Hex;
  /** 1 (best) to 5; {@link EMULATED_CONFIDENCE}. */
  readonly confidence: number;
  /** Hardware does not say when: it is the time of the appraisal, and how old it is, the block in it says. */
  readonly issuedAtMs: bigint;
  /** The platform that made it: an emulated one's key, or SHA-256 of the provisioning id. */
  readonly platform: Hex;
  readonly hardware: AppraisedPlatform | undefined;
}

/**
 * Appraises a quote, failing closed: whatever is not shown is refused. The order of the checks is fixed, so every
 * node names the same reason.
 *
 * @throws `attestation.MalformedQuote`, `EmulatedRefused`, `UnknownPlatform`, `BadSignature`, `WrongReportData`,
 * `MeasurementNotAllowed`, `StaleQuote`; of hardware also `MissingCollateral`, `PlatformDenied`, `TcbNotAccepted`, and
 * those of the `dcap` catalogue
 */
export function verifyQuote(appraisal: Appraisal): Appraised {
  const { expectedReportData, policy, nowMs } = appraisal;
  const { reportData, ...facts } = verifyGenuine(appraisal);
  if (reportData !== expectedReportData) throw errors.WrongReportData();
  if (!policy.measurements.includes(facts.measurement))
    throw errors.MeasurementNotAllowed({ measurement: facts.measurement });
  const ageMs = nowMs - facts.issuedAtMs;
  if (ageMs > policy.maxAgeMs || ageMs < -MAX_CLOCK_SKEW_MS) throw errors.StaleQuote({ ageMs });
  return facts;
}

/** What a genuine quote says, of either kind. */
function verifyGenuine({ quote, rootKey, hardware, nowMs }: Appraisal): Appraised & Pick<HardwareFacts, "reportData"> {
  const { type, value } = decodeQuote(quote).value;
  if (type === "Dcap") {
    if (!hardware) throw errors.MissingCollateral();
    return { ...appraiseHardware(value, hardware, nowMs), issuedAtMs: nowMs };
  }
  if (rootKey === undefined) throw errors.EmulatedRefused();
  checkSignatures(value, rootKey);
  const { measurement, reportData, issuedAtMs } = value.body;
  const platform = value.certificate.publicKey;
  return { measurement, reportData, issuedAtMs, platform, confidence: EMULATED_CONFIDENCE, hardware: undefined };
}

function checkSignatures({ certificate, body, signature }: EmulatedQuote, rootKey: Hex): void {
  const { publicKey } = certificate;
  if (!verifySignature("ed25519", rootKey, certificateMessage(publicKey), certificate.signature))
    throw errors.UnknownPlatform({ platform: publicKey });
  if (!verifySignature("ed25519", publicKey, quoteMessage(body), signature)) throw errors.BadSignature();
}
