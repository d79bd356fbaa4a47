import { readFileSync } from "node:fs";
import { readCollateral } from "../dcap/collateral-json.ts";
import { intelRoot } from "../dcap/intel-root.ts";
import type { HardwareAppraisal } from "../dcap/verify.ts";

/** Bytes of a recorded file: see `vectors/README.md`. */
export const vector = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../vectors/${name}`, import.meta.url)));

/** Within the dates of all recorded collateral. */
export const recordedAtMs = BigInt(Date.UTC(2025, 5, 19, 12));

/** A recorded quote of real hardware with its collateral, at a time when it was valid. */
export const recorded = (tee: "sgx" | "tdx"): HardwareAppraisal => ({
  quote: vector(`${tee}_quote`),
  collateral: readCollateral(new TextDecoder().decode(vector(`${tee}_quote_collateral.json`))),
  root: intelRoot(),
  nowMs: recordedAtMs,
});

/** What dstack answered to `GetQuote` on a real machine. */
export const dstackAnswer = (): { readonly quote: string; readonly event_log: string; readonly report_data: string } =>
  JSON.parse(new TextDecoder().decode(vector("dstack-quote-report.json")));
