import { concat, equalBytes, fromHex, type Hex } from "@pha/codec";
import { sha256, verifyP256 } from "@pha/crypto";
import { readRoot, refuseRevoked, verifyChain } from "./chain.ts";
import { type Collateral, verifyPckCrl, verifyQeIdentity, verifyRootCrl, verifyTcbInfo } from "./collateral.ts";
import { errors } from "./errors.ts";
import { type PlatformFacts, readPlatform } from "./pck.ts";
import { judgeQe, refuseDebug } from "./qe-identity.ts";
import { type HardwareQuote, type ReportOf, readQuote } from "./quote.ts";
import { converge, type TcbVerdict, type UsableStatus } from "./status.ts";
import { judgePlatform, type TcbInfo } from "./tcb-info.ts";
import { refuseWeakDomain } from "./td-attributes.ts";
import { judgeTdxModule } from "./tdx-module.ts";

/** Input of a verification. Nothing is fetched, and there is no clock. */
export interface HardwareAppraisal {
  readonly quote: Uint8Array;
  readonly collateral: Collateral;
  /** The pinned root certificate, in DER. */
  readonly root: Uint8Array;
  /** Unix milliseconds. */
  readonly nowMs: bigint;
}

/** What holds of a quote that was verified. Whether its TCB is good enough is the policy's to say. */
export interface HardwareVerdict extends TcbVerdict {
  readonly status: UsableStatus;
  readonly report: ReportOf;
  readonly platform: PlatformFacts;
  /** When the first piece of the collateral is to be replaced. */
  readonly expiresMs: bigint;
}

/** Intel's vendor id: the first field of every quote that its quoting enclaves make. */
const INTEL: Hex = "0x939a7233f79c4ca9940a0db3957f0607";

/**
 * Verifies a quote of Intel's hardware against collateral, failing closed: chain by chain to the pinned root, whatever
 * is signed, revoked or dated, and each rule of Intel's verifier that makes a quote count.
 *
 * @throws an error of the `dcap` catalogue, one for each check
 */
export function verifyHardwareQuote({ quote: bytes, collateral, root, nowMs }: HardwareAppraisal): HardwareVerdict {
  const quote = readQuote(bytes);
  if (quote.qeVendorId !== INTEL) throw errors.WrongQeVendor({ vendor: quote.qeVendorId });
  const anchor = readRoot(root, nowMs);
  const rootCrl = verifyRootCrl(collateral.rootCrl, anchor);
  const pckCrl = verifyPckCrl(collateral.pckCrl, anchor, rootCrl);
  const tcbInfo = verifyTcbInfo(collateral.tcbInfo, anchor, rootCrl);
  const qeIdentity = verifyQeIdentity(collateral.qeIdentity, anchor, rootCrl);
  const { tee } = quote.report;
  for (const [of, document] of [
    ["tcb-info", tcbInfo],
    ["qe-identity", qeIdentity],
  ] as const)
    if (document.tee !== tee) throw errors.WrongCollateral({ of, tee: document.tee, quote: tee });

  const [pck, authority] = verifyChain("pck", quote.pckChain, anchor);
  if (!pck || !authority) throw errors.UntrustedChain({ chain: "pck" });
  if (authority.subject !== pckCrl.issuer || !equalBytes(authority.publicKey, pckCrl.issuerKey))
    throw errors.UntrustedCrl({ of: "pck", reason: "another authority issued the platform's certificate" });
  refuseRevoked("pck", authority, rootCrl);
  refuseRevoked("pck", pck, pckCrl);
  verifySignatures(quote, pck.publicKey);

  const platform = readPlatform(pck);
  if (platform.fmspc !== tcbInfo.fmspc || platform.pceId !== tcbInfo.pceId)
    throw errors.WrongPlatform({ fmspc: platform.fmspc, collateral: tcbInfo.fmspc });
  const verdict = judge(quote, tcbInfo, judgeQe(qeIdentity.json, quote.qe.report), platform);
  let expiresMs = rootCrl.nextUpdateMs;
  for (const end of [pckCrl.nextUpdateMs, tcbInfo.expiresMs, qeIdentity.expiresMs])
    if (end < expiresMs) expiresMs = end;
  return { ...verdict, report: quote.report, platform, expiresMs };
}

/** Platform → quoting enclave → attestation key → quote. */
function verifySignatures({ qe, qeAuthData, attestationKey, signed, signature }: HardwareQuote, pckKey: Uint8Array) {
  if (!verifyP256(pckKey, qe.signed, qe.signature)) throw errors.BadQeSignature();
  const bound = concat(sha256(concat(attestationKey, qeAuthData)), new Uint8Array(32));
  if (!equalBytes(fromHex(qe.report.reportData), bound)) throw errors.BadQeBinding();
  if (!verifyP256(attestationKey, signed, signature)) throw errors.BadQuoteSignature();
}

function judge(quote: HardwareQuote, tcbInfo: TcbInfo, qe: TcbVerdict, platform: PlatformFacts) {
  const { report } = quote;
  if (report.tee === "sgx") refuseDebug("enclave", report.body);
  else refuseWeakDomain(report.body);
  const whole = judgePlatform(tcbInfo, quote, platform);
  const parts = report.tee === "tdx" ? [judgeTdxModule(tcbInfo, report.body), qe] : [qe];
  const { status, advisories } = parts.reduce(converge, whole);
  if (status === "Revoked") throw errors.TcbRevoked();
  return { status, advisories };
}
