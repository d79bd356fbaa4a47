import type { Hex } from "@pha/codec";
import { makeCall, root } from "@pha/frame";
import { attestation, usualPlatforms } from "@pha/runtime/spec";
import {
  type Change,
  hardwareGenesis,
  hardwareQuote,
  piecesAt,
  programs,
  supplyCollateral,
  TestEnclave,
  type TestLedger,
} from "@pha/runtime/testing";
import { type Benchmark, type Changes, ids, ledgerWith } from "./cases.ts";

/** The largest policy that has the programs of tests, so that reading it costs most. */
const longPolicy = {
  maxAgeMs: 1_000_000_000n,
  measurements: [
    ...ids("program", 64 - programs.length).map((id) => ({
      role: { type: "Miner" } as const,
      measurement: `${id}${id.slice(2, 34)}` as Hex,
      name: "n".repeat(64),
      version: "v".repeat(32),
    })),
    ...programs,
  ],
};
/** The longest of both kinds, of which both wait. */
const longPlatforms = {
  statuses: usualPlatforms.statuses,
  advisories: ids("advisory", 128).map((id) => id.slice(0, 32)),
  worstConfidence: 5,
  denied: ids("platform", 128).map((value) => ({ type: "Platform" as const, value })),
};
const putPolicy: Changes = (ledger) => {
  const { policy, platforms, policyDelay, pending } = ledger.of(attestation);
  policy.put(longPolicy);
  platforms.put({ ...longPlatforms, denied: [] });
  policyDelay.put(1_000_000);
  pending.put({
    policy: { policy: longPolicy, dueTick: 1_000_000 },
    platforms: { platforms: longPlatforms, dueTick: 1_000_000 },
  });
};

/** Collateral as long as the ledger takes it. */
const long: Change = ({ crls, tcbInfo, qeIdentity }) => {
  crls.root.revoked = ids("root", 150).map((id) => id.slice(0, 42) as Hex);
  crls.pck.revoked = ids("pck", 700).map((id) => id.slice(0, 42) as Hex);
  tcbInfo["more"] = "x".repeat(11_000);
  qeIdentity["more"] = "x".repeat(14_000);
};

/** Pins the root of the test's hardware. */
function pin(ledger: TestLedger): void {
  const { hardwareRoot, policy } = hardwareGenesis().attestation;
  if (hardwareRoot) ledger.of(attestation).hardwareRoot.put(hardwareRoot);
  ledger.of(attestation).policy.put({
    ...longPolicy,
    measurements: [...longPolicy.measurements.slice(1), ...policy.measurements.slice(-1)],
  });
  ledger.of(attestation).platforms.put({ ...longPlatforms, denied: longPlatforms.denied.slice(1) });
}

/** A new session of an enclave that is registered. */
const registration: Benchmark = {
  units: { hardware: [0, 1] },
  setup({ hardware }) {
    const quote = hardware === 1 ? { quote: hardwareQuote() } : {};
    const enclave = new TestEnclave("newcomer", "Miner");
    const ledger = ledgerWith((made) => {
      pin(made);
      supplyCollateral(made, long);
      made.run("Bob", enclave.registration(made, "Bob", quote));
    });
    enclave.startSession();
    return { ledger, caller: "Bob", call: enclave.registration(ledger, "Bob", quote) };
  },
};

/** The piece with most signatures, short or long, in the place of an older one. */
const collateral: Benchmark = {
  units: { bytes: [4_000, 30_000] },
  setup({ bytes = 0 }) {
    const ledger = ledgerWith((made) => {
      pin(made);
      supplyCollateral(made, long);
    });
    const [, piece] = piecesAt(ledger.now.timeMs, (plan) => {
      plan.crls.pck.thisUpdate = plan.now - 1_000;
      if (bytes > 4_000) long(plan);
    });
    if (!piece) throw new Error("there is no such piece");
    return { ledger, caller: "Alice", call: makeCall(attestation, "submit_collateral", { piece }) };
  },
};

const change = (call: ReturnType<typeof makeCall>): Benchmark => ({
  setup: () => ({ ledger: ledgerWith(putPolicy), caller: root, call }),
});

export const attestationBenchmarks: Readonly<Record<string, Benchmark>> = {
  register_worker: registration,
  set_policy: change(makeCall(attestation, "set_policy", { policy: longPolicy })),
  set_platforms: change(makeCall(attestation, "set_platforms", { platforms: longPlatforms })),
  submit_collateral: collateral,
};
