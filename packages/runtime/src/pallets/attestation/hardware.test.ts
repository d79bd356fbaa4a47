import { toHex } from "@pha/codec";
import { root } from "@pha/frame";
import { describe, expect, it } from "vitest";
import {
  type Change,
  callsOf,
  dev,
  hardwareGenesis,
  hardwareMeasurement,
  hardwareQuote,
  piecesAt,
  supplyCollateral,
  TestEnclave,
  testPallet,
} from "../../testing/index.ts";
import { contractsPallet } from "../contracts/pallet.ts";
import { contracts } from "../contracts/spec.ts";
import type { CollateralPiece } from "./collateral.ts";
import { usualPlatforms } from "./platforms.ts";
import { attestation } from "./spec.ts";

const { submit_collateral, set_platforms } = callsOf(attestation);
const report = { reports: [] };

function setup(change?: Change) {
  const ledger = testPallet([contractsPallet], { genesis: hardwareGenesis() });
  supplyCollateral(ledger);
  const miner = new TestEnclave("one", "Miner");
  const registration = (options = {}) =>
    miner.registration(ledger, "Bob", { quote: hardwareQuote(change), ...options });
  return { ledger, miner, registration };
}

describe("an enclave of real hardware", () => {
  it("is registered with confidence 1 and with its platform, and every claim that was checked is in the event", () => {
    const { ledger, miner, registration } = setup();
    ledger.run("Bob", registration());
    expect(ledger.of(attestation).workers.get(miner.identity)).toMatchObject({
      measurement: hardwareMeasurement(),
      confidence: 1,
      attestedAtMs: ledger.now.timeMs,
      platform: {
        id: "0xa001e4691b15b87ad88cf4cfe63ddad37c6e0a9317b155d29d6bc47a4a7a43e7",
        hardware: { fmspc: "0xb0c06f000000", status: { type: "UpToDate" }, advisories: [] },
      },
    });
    const claims = ledger
      .events(attestation)
      .flatMap(({ type, value }) => (type === "Appraised" ? value.claims.map(({ claim }) => claim) : []));
    expect(claims).toEqual(expect.arrayContaining(["revocation lists", "TDX module", "event log", "TCB UpToDate"]));
    expect(ledger.block(miner.bare(ledger, contracts, "report", report))).toMatchObject([{ ok: true }]);
  });

  it("that is refused leaves the reason in the block's events, beside the quote in its extrinsic, which anybody verifies", () => {
    const { ledger, miner, registration } = setup(({ quote }) => quote.qeReport.set([3], 258));
    const call = registration();
    const key = dev("Bob");
    const extrinsic = ledger.sign(key, call);
    const [refused] = ledger.block(extrinsic);
    const told = refused?.events.find(({ value }) => value.type === "ExtrinsicFailed");
    const { index } = attestation.errors.TcbNotAccepted();
    expect(told?.value.value).toMatchObject({
      dispatch_error: { type: "Module", value: { index: attestation.index, error: Uint8Array.of(index, 0, 0, 0) } },
    });
    const { quote } = call.value.value as { readonly quote: Uint8Array };
    expect(toHex(extrinsic)).toContain(toHex(quote).slice(2));
    expect(ledger.of(attestation).workers.get(miner.identity)).toBeUndefined();
    expect(ledger.balanceOf("Bob").reserved).toBe(0n);
  });

  it("has a lower confidence where its quoting enclave is out of date, and the policy accepts that", () => {
    const { ledger, miner, registration } = setup(({ quote }) => quote.qeReport.set([3], 258));
    expect(ledger.refusal("Bob", registration())).toBe("Attestation.TcbNotAccepted");
    const statuses = [...usualPlatforms.statuses, { type: "OutOfDate" } as const];
    const platforms = { ...usualPlatforms, statuses, worstConfidence: 5 };
    ledger.run(root, set_platforms({ platforms }));
    ledger.run("Bob", registration());
    expect(ledger.of(attestation).workers.get(miner.identity)).toMatchObject({ confidence: 5 });
  });

  it("is attested anew by another quote of the session", () => {
    const { ledger, miner, registration } = setup();
    const first = registration();
    ledger.run("Bob", first);
    ledger.runTo(10);
    expect(ledger.refusal("Bob", first)).toBe("Attestation.SessionUsed");
    ledger.run("Bob", registration());
    expect(ledger.of(attestation).workers.get(miner.identity)?.attestedAtMs).toBe(ledger.now.timeMs);
  });
});

describe("collateral", () => {
  it("is submitted by anybody, each piece replaced by newer ones only", () => {
    const ledger = testPallet([contractsPallet], { genesis: hardwareGenesis() });
    const pieces = piecesAt(ledger.now.timeMs);
    for (const piece of pieces) ledger.run("Eve", submit_collateral({ piece }));
    expect(ledger.events(attestation).filter(({ type }) => type === "CollateralSubmitted")).toHaveLength(1);
    for (const piece of pieces)
      expect(ledger.refusal("Bob", submit_collateral({ piece }))).toBe("Attestation.OldCollateral");
    ledger.runTo(100);
    for (const piece of piecesAt(ledger.now.timeMs + 3n * 86_400_000n))
      expect(ledger.refusal("Bob", submit_collateral({ piece }))).toBe("Attestation.BadCollateral");
    const issueDate = "1970-01-01T00:01:30Z";
    const newer = piecesAt(ledger.now.timeMs, ({ crls, tcbInfo, qeIdentity, now }) => {
      for (const crl of [crls.root, crls.pck]) crl.thisUpdate = now - 1_000;
      Object.assign(tcbInfo, { issueDate, tcbEvaluationDataNumber: 18 });
      Object.assign(qeIdentity, { issueDate, tcbEvaluationDataNumber: 16 });
    });
    const recovered = newer.pop() as CollateralPiece;
    for (const piece of newer) ledger.run("Bob", submit_collateral({ piece }));
    expect(ledger.refusal("Bob", submit_collateral({ piece: recovered }))).toBe("Attestation.OldCollateral");
  });

  it("is kept by family of platforms, authority and kind of enclave", () => {
    const ledger = testPallet([contractsPallet], { genesis: hardwareGenesis() });
    supplyCollateral(ledger);
    const { rootCrl, pckCrls, tcbInfos, qeIdentities } = ledger.of(attestation);
    expect(rootCrl.get()?.expiresMs).toBeGreaterThan(0n);
    expect(pckCrls.has({ type: "Platform" })).toBe(true);
    expect(tcbInfos.get({ type: "Tdx" }, "0xb0c06f000000")).toMatchObject({ evaluation: 17 });
    expect(qeIdentities.get({ type: "Sgx" })).toBeUndefined();
  });

  it("of a family, an authority or at all is missed by name", () => {
    const ledger = testPallet([contractsPallet], { genesis: hardwareGenesis() });
    const miner = new TestEnclave("one", "Miner");
    const registration = () => miner.registration(ledger, "Bob", { quote: hardwareQuote() });
    const [root, ...others] = piecesAt(ledger.now.timeMs);
    for (const piece of others)
      expect(ledger.refusal("Eve", submit_collateral({ piece }))).toBe("Attestation.MissingCollateral");
    for (const piece of [root, ...others]) {
      expect(ledger.refusal("Bob", registration())).toBe("Attestation.MissingCollateral");
      if (piece) ledger.run("Eve", submit_collateral({ piece }));
    }
    ledger.run("Bob", registration());
  });

  it("that was to be replaced serves no registration more", () => {
    const ledger = testPallet([contractsPallet], { genesis: hardwareGenesis() });
    const [root, ...others] = piecesAt(ledger.now.timeMs, (plan) => {
      plan.crls.root.nextUpdate = plan.now + 5_000;
    });
    for (const piece of [root, ...others]) if (piece) ledger.run("Eve", submit_collateral({ piece }));
    const miner = new TestEnclave("one", "Miner");
    ledger.runTo(10);
    const registration = miner.registration(ledger, "Bob", { quote: hardwareQuote() });
    expect(ledger.refusal("Bob", registration)).toBe("Attestation.CollateralExpired");
  });
});
