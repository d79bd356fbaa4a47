import { type Hex, toHex } from "@pha/codec";
import { errors } from "./errors.ts";
import { Layout } from "./layout.ts";
import { requireShort } from "./limits.ts";
import {
  ENCLAVE_REPORT_LENGTH,
  type EnclaveReport,
  readEnclaveReport,
  readTdReport,
  type TdReport,
} from "./reports.ts";

/** A quote of Intel's hardware, parsed and not verified. */
export interface HardwareQuote {
  readonly version: number;
  readonly qeVendorId: Hex;
  readonly report: ReportOf;
  /** Header and report: what the attestation key signed. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  readonly attestationKey: Uint8Array;
  /** Report of the quoting enclave, and its bytes, which the platform signed. */
  readonly qe: { readonly report: EnclaveReport; readonly signed: Uint8Array; readonly signature: Uint8Array };
  readonly qeAuthData: Uint8Array;
  /** Certificate chain of the platform, in PEM. */
  readonly pckChain: Uint8Array;
}

/** The report of whom the quote is about. */
export type ReportOf =
  | { readonly tee: "sgx"; readonly body: EnclaveReport }
  | { readonly tee: "tdx"; readonly body: TdReport };

/** Kinds of certification data (Intel's DCAP quote format): a chain in PEM; a report of the quoting enclave. */
const CHAIN = 5;
const QE_REPORT = 6;

const ECDSA_P256 = 2;
const SGX = 0;
const TDX = 0x81;

/**
 * Reads a quote of version 3 (SGX), 4 or 5 (TDX): every byte has a place.
 *
 * @throws `dcap.MalformedQuote`, `UnsupportedQuote`, `UnsupportedCertification`, `TooLong`
 */
export function readQuote(bytes: Uint8Array): HardwareQuote {
  requireShort("quote", bytes);
  const layout = new Layout(bytes);
  const version = layout.u16();
  const keyType = layout.u16();
  const tee = layout.u32();
  const isKnown = version === 3 ? tee === SGX : (version === 4 || version === 5) && tee === TDX;
  if (!isKnown || keyType !== ECDSA_P256) throw errors.UnsupportedQuote({ version, tee, keyType });
  layout.take(4); // versions of quoting enclave and PCE: signed, and judged by its report and the certificate
  const qeVendorId = toHex(layout.take(16));
  layout.take(20); // the quoting enclave's own
  const report = readReport(version, layout);
  const signed = bytes.subarray(0, layout.position);
  const authentication = new Layout(layout.take(layout.u32()));
  layout.padding();
  return { version, qeVendorId, report, signed, ...readAuthentication(version, authentication) };
}

function readReport(version: number, layout: Layout): ReportOf {
  if (version === 3) return { tee: "sgx", body: readEnclaveReport(layout.take(ENCLAVE_REPORT_LENGTH)) };
  if (version === 4) return { tee: "tdx", body: readTdReport(layout, "1.0") };
  const type = layout.u16();
  if (type !== 2 && type !== 3) throw errors.UnsupportedQuote({ version, body: type });
  const inner = new Layout(layout.take(layout.u32()));
  const body = readTdReport(inner, type === 3 ? "1.5" : "1.0");
  inner.end();
  return { tee: "tdx", body };
}

type Authentication = Omit<HardwareQuote, "version" | "qeVendorId" | "report" | "signed">;

/** Since version 4 the quoting enclave's report lies in a wrapper of its own. */
function readAuthentication(version: number, layout: Layout): Authentication {
  const signature = layout.take(64);
  const attestationKey = layout.take(64);
  if (version === 3) return { signature, attestationKey, ...readCertification(layout) };
  const wrapped = takeCertification(layout, QE_REPORT);
  return { signature, attestationKey, ...readCertification(new Layout(wrapped)) };
}

function readCertification(layout: Layout): Pick<Authentication, "qe" | "qeAuthData" | "pckChain"> {
  const signed = layout.take(ENCLAVE_REPORT_LENGTH);
  const qe = { report: readEnclaveReport(signed), signed, signature: layout.take(64) };
  return { qe, qeAuthData: layout.take(layout.u16()), pckChain: takeCertification(layout, CHAIN) };
}

/** The last field of what it lies in. */
function takeCertification(layout: Layout, expected: number): Uint8Array {
  const type = layout.u16();
  if (type !== expected) throw errors.UnsupportedCertification({ type, expected });
  const data = layout.take(layout.u32());
  layout.end();
  return data;
}
