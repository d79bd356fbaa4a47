import { fromHex, type Hex, toHex } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { readCertificate } from "./dcap/certificate.ts";
import { type Authority, authorityOf } from "./dcap/chain.ts";
import type { Collateral } from "./dcap/collateral.ts";
import { errors as dcap } from "./dcap/errors.ts";
import { measurementOf } from "./dcap/measurement.ts";
import { readPlatform } from "./dcap/pck.ts";
import { readPem } from "./dcap/pem.ts";
import { type ReportOf, readQuote } from "./dcap/quote.ts";
import { confidenceOf, type TcbVerdict, type UsableStatus } from "./dcap/status.ts";
import { verifyHardwareQuote } from "./dcap/verify.ts";
import { errors } from "./errors.ts";
import type { DcapQuote } from "./quote.ts";

/** Which collateral a quote is verified against: of its kind, family of platforms, and who certified the platform. */
export interface CollateralNeeds {
  readonly tee: ReportOf["tee"];
  readonly fmspc: Hex;
  readonly authority: Authority;
}

/** A platform, or a family of platforms, that does not count whatever it proves. */
export type Denied =
  | { readonly type: "Platform"; readonly value: Hex }
  | { readonly type: "Family"; readonly value: Hex };

/** The ledger's policy on hardware. */
export interface PlatformRules {
  readonly statuses: readonly { readonly type: UsableStatus }[];
  /** Advisories that do not lower the confidence. */
  readonly advisories: readonly string[];
  /** The worst level of confidence that is accepted. */
  readonly worstConfidence: number;
  readonly denied: readonly Denied[];
}

/** What hardware is verified against. */
export interface HardwareInput {
  /** The pinned root certificate, in DER. */
  readonly root: Uint8Array;
  readonly collateral: (needs: CollateralNeeds) => Collateral | undefined;
  readonly rules: PlatformRules;
}

/** What is remembered of a platform, so that it can be denied later. */
export interface AppraisedPlatform extends TcbVerdict {
  readonly status: UsableStatus;
  readonly fmspc: Hex;
}

/** A platform's name on the ledger: SHA-256 of its provisioning id. */
export const platformIdOf = (ppid: Hex): Hex => toHex(sha256(fromHex(ppid)));

/**
 * What a quote says it needs; nothing of it is verified yet.
 *
 * @throws `dcap` errors when it cannot be read
 */
export function collateralNeedsOf(quote: Uint8Array): CollateralNeeds {
  const { report, pckChain } = readQuote(quote);
  const [first] = readPem("pck", pckChain);
  if (!first) throw dcap.UntrustedChain({ chain: "pck", reason: "it is empty" });
  const pck = readCertificate("pck", first);
  const authority = authorityOf(pck.issuerName);
  if (!authority) throw dcap.UntrustedChain({ chain: "pck", reason: "no authority for platforms issued it" });
  return { tee: report.tee, fmspc: readPlatform(pck).fmspc, authority };
}

/**
 * The measurement that a hardware quote claims: nothing of it is verified.
 *
 * @throws `dcap` errors when it cannot be read, or its event log is another one
 */
export const measurementIn = ({ quote, events }: DcapQuote): Hex => measurementOf(readQuote(quote).report, events);

/** Facts of a hardware quote that was verified and that the rules accept. */
export interface HardwareFacts {
  readonly measurement: Hex;
  readonly reportData: Hex;
  readonly confidence: number;
  readonly platform: Hex;
  readonly hardware: AppraisedPlatform;
}

/**
 * Verifies a hardware quote and judges its platform by the ledger's rules.
 *
 * @throws `dcap` errors, `attestation.MissingCollateral`, `PlatformDenied`, `TcbNotAccepted`
 */
export function appraiseHardware({ quote, events }: DcapQuote, input: HardwareInput, nowMs: bigint): HardwareFacts {
  const needs = collateralNeedsOf(quote);
  const collateral = input.collateral(needs);
  if (!collateral) throw errors.MissingCollateral({ ...needs });
  const verdict = verifyHardwareQuote({ quote, collateral, root: input.root, nowMs });
  const measurement = measurementOf(verdict.report, events);
  const platform = platformIdOf(verdict.platform.ppid);
  const hardware = { fmspc: verdict.platform.fmspc, status: verdict.status, advisories: verdict.advisories };
  if (isDenied(input.rules, platform, hardware.fmspc)) throw errors.PlatformDenied({ platform, fmspc: hardware.fmspc });
  const confidence = acceptedConfidence(input.rules, hardware);
  if (confidence === undefined)
    throw errors.TcbNotAccepted({ status: verdict.status, advisories: verdict.advisories.join(" ") });
  return { measurement, reportData: verdict.report.body.reportData, confidence, platform, hardware };
}

/** Whether the rules deny a platform itself, or its family. */
export const isDenied = ({ denied }: Pick<PlatformRules, "denied">, platform: Hex, fmspc: Hex | undefined): boolean =>
  denied.some(({ type, value }) => value === (type === "Platform" ? platform : fmspc));

/** The confidence in a platform, if the rules accept its TCB. */
export function acceptedConfidence(rules: PlatformRules, tcb: TcbVerdict): number | undefined {
  if (!rules.statuses.some(({ type }) => type === tcb.status)) return undefined;
  const confidence = confidenceOf(tcb, rules.advisories);
  return confidence !== undefined && confidence <= rules.worstConfidence ? confidence : undefined;
}
