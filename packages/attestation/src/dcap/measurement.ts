import { concat, fromHex, type Hex, toHex, u32be, utf8 } from "@pha/codec";
import { sha384 } from "@pha/crypto";
import { errors } from "./errors.ts";
import { commonRegister, type RuntimeEvent } from "./event-log.ts";
import type { ReportOf } from "./quote.ts";
import type { EnclaveReport, TdReport } from "./reports.ts";

/**
 * The one measurement, 48 bytes, of what a hardware quote is about, as a ledger's policy names it: of an SGX enclave
 * `SHA-384("phala/sgx/v1" ‖ MRENCLAVE ‖ MRSIGNER ‖ u32 product ‖ u32 version)`; of a trust domain `SHA-384("phala/tdx/v1" ‖
 * MRTD ‖ MRCONFIGID ‖ MROWNER ‖ MROWNERCONFIG ‖ XFAM ‖ attributes ‖ RTMR0 ‖ RTMR1 ‖ RTMR2 ‖ RTMR3 without the instance)`.
 * So it stands for firmware, kernel, image, the compose file with its images, and whose keys seal.
 *
 * @throws `dcap.WrongEventLog`, `MalformedEventLog`
 */
export function measurementOf({ tee, body }: ReportOf, events: readonly RuntimeEvent[]): Hex {
  if (tee === "tdx") return ofTrustDomain(body, events);
  if (events.length > 0) throw errors.MalformedEventLog({ events: events.length, max: 0 });
  return ofEnclave(body);
}

const ofEnclave = ({ mrEnclave, mrSigner, isvProdId, isvSvn }: EnclaveReport): Hex =>
  hash("phala/sgx/v1", fromHex(mrEnclave), fromHex(mrSigner), u32be(isvProdId), u32be(isvSvn));

function ofTrustDomain(report: TdReport, events: readonly RuntimeEvent[]): Hex {
  const { mrTd, mrConfigId, mrOwner, mrOwnerConfig, xfam, tdAttributes, rtmr } = report;
  const [rtmr0, rtmr1, rtmr2, rtmr3] = rtmr;
  const fixed = [mrTd, mrConfigId, mrOwner, mrOwnerConfig, xfam].map(fromHex);
  const registers = [rtmr0, rtmr1, rtmr2, commonRegister(events, rtmr3)].map(fromHex);
  return hash("phala/tdx/v1", ...fixed, tdAttributes, ...registers);
}

const hash = (label: string, ...parts: readonly Uint8Array[]): Hex => toHex(sha384(concat(utf8(label), ...parts)));
