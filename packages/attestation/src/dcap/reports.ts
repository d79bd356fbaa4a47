import { type Hex, toHex } from "@pha/codec";
import { Layout } from "./layout.ts";

/** What an SGX enclave says of itself (`sgx_report_body_t`). */
export interface EnclaveReport {
  readonly cpuSvn: Uint8Array;
  readonly miscSelect: Uint8Array;
  readonly attributes: Uint8Array;
  readonly mrEnclave: Hex;
  readonly mrSigner: Hex;
  readonly isvProdId: number;
  readonly isvSvn: number;
  readonly reportData: Hex;
}

/** What a TDX trust domain says of itself: version 1.0, and what 1.5 appends. */
export interface TdReport {
  readonly teeTcbSvn: Uint8Array;
  readonly mrSeam: Hex;
  readonly mrSignerSeam: Hex;
  readonly seamAttributes: Uint8Array;
  readonly tdAttributes: Uint8Array;
  readonly xfam: Hex;
  readonly mrTd: Hex;
  readonly mrConfigId: Hex;
  readonly mrOwner: Hex;
  readonly mrOwnerConfig: Hex;
  readonly rtmr: readonly [Hex, Hex, Hex, Hex];
  readonly reportData: Hex;
  readonly later: { readonly teeTcbSvn: Uint8Array; readonly mrServiceTd: Hex } | undefined;
}

export const ENCLAVE_REPORT_LENGTH = 384;

export function readEnclaveReport(bytes: Uint8Array): EnclaveReport {
  const layout = new Layout(bytes);
  const skip = (length: number) => void layout.take(length);
  const cpuSvn = layout.take(16);
  const miscSelect = layout.take(4);
  skip(28);
  const attributes = layout.take(16);
  const mrEnclave = toHex(layout.take(32));
  skip(32);
  const mrSigner = toHex(layout.take(32));
  skip(96);
  const isvProdId = layout.u16();
  const isvSvn = layout.u16();
  skip(60);
  const reportData = toHex(layout.take(64));
  layout.end();
  return { cpuSvn, miscSelect, attributes, mrEnclave, mrSigner, isvProdId, isvSvn, reportData };
}

export function readTdReport(layout: Layout, version: "1.0" | "1.5"): TdReport {
  const hex = (length: number) => toHex(layout.take(length));
  return {
    teeTcbSvn: layout.take(16),
    mrSeam: hex(48),
    mrSignerSeam: hex(48),
    seamAttributes: layout.take(8),
    tdAttributes: layout.take(8),
    xfam: hex(8),
    mrTd: hex(48),
    mrConfigId: hex(48),
    mrOwner: hex(48),
    mrOwnerConfig: hex(48),
    rtmr: [hex(48), hex(48), hex(48), hex(48)],
    reportData: hex(64),
    later: version === "1.5" ? { teeTcbSvn: layout.take(16), mrServiceTd: hex(48) } : undefined,
  };
}
