import { encodeQuote, measurementIn } from "@pha/attestation";
import { type EvidencePlan, makeEvidence, tdAt } from "@pha/attestation/testing";
import { fromHex, type Hex, toHex } from "@pha/codec";
import type { GenesisConfig } from "../chain-spec/chain-spec.ts";
import { phala } from "../chain-spec/networks.ts";
import type { CollateralPiece } from "../pallets/attestation/collateral.ts";
import { attestation } from "../pallets/attestation/spec.ts";
import { callsOf } from "./calls.ts";
import { programs } from "./enclave.ts";
import type { TestLedger } from "./ledger.ts";

/** A change to the evidence of the test's hardware, before it is signed. */
export type Change = (plan: EvidencePlan) => void;
const asItIs: Change = () => {};

const dcapQuote = (change: Change, reportData: Hex) => {
  const { quote } = makeEvidence((plan) => {
    plan.quote.report.set(fromHex(reportData), tdAt.reportData);
    change(plan);
  });
  return { quote, events: [] };
};

/** A quote of the test's hardware over this report data, as the ledger takes it. */
export const hardwareQuote =
  (change = asItIs) =>
  (reportData: Hex): Uint8Array =>
    encodeQuote({ type: "V1", value: { type: "Dcap", value: dcapQuote(change, reportData) } });

/** What the test's hardware measures. */
export const hardwareMeasurement = (): Hex => measurementIn(dcapQuote(asItIs, `0x${"00".repeat(64)}`));

/** The pieces of collateral that hold at a time, in an order in which they can be submitted. */
export function piecesAt(timeMs: bigint, change = asItIs): CollateralPiece[] {
  const { rootCrl, pckCrl, tcbInfo, qeIdentity } = makeEvidence(change, Number(timeMs)).collateral;
  const signed = (document: typeof tcbInfo) => ({ ...document, signature: toHex(document.signature) });
  return [
    { type: "RootCrl", value: { list: rootCrl } },
    { type: "PckCrl", value: pckCrl },
    { type: "TcbInfo", value: signed(tcbInfo) },
    { type: "QeIdentity", value: signed(qeIdentity) },
  ];
}

/** Genesis of a network that pins the root of the test's hardware and allows what it measures. */
export function hardwareGenesis(policyDelay = 0): Pick<GenesisConfig, "attestation"> {
  const { attestation } = phala({ programs }).genesis;
  const measurement = hardwareMeasurement();
  const row = { role: { type: "Miner" }, measurement, name: "miner", version: "tdx" } as const;
  const policy = { measurements: [...programs, row], maxAgeMs: 86_400_000n };
  return { attestation: { ...attestation, policy, policyDelay, hardwareRoot: makeEvidence().root } };
}

const { submit_collateral } = callsOf(attestation);

/** Puts collateral that holds now on the ledger. */
export function supplyCollateral(ledger: TestLedger, change?: Change): void {
  for (const piece of piecesAt(ledger.now.timeMs, change)) ledger.run("Eve", submit_collateral({ piece }));
}
