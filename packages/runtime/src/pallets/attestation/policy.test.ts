import { root } from "@pha/frame";
import { describe, expect, it } from "vitest";
import {
  callsOf,
  hardwareGenesis,
  hardwareQuote,
  programs,
  supplyCollateral,
  TestEnclave,
  testPallet,
} from "../../testing/index.ts";
import { contractsPallet } from "../contracts/pallet.ts";
import { contracts } from "../contracts/spec.ts";
import { usualPlatforms } from "./platforms.ts";
import { attestation, type Policy } from "./spec.ts";

const { set_policy, set_platforms } = callsOf(attestation);
const delay = 100;
const report = { reports: [] };
const maxAgeMs = 86_400_000n;
const other: Policy["measurements"][number] = {
  ...{ role: { type: "Miner" }, measurement: `0x${"dd".repeat(48)}`, name: "miner", version: "2" },
};

function setup() {
  const ledger = testPallet([contractsPallet], { genesis: hardwareGenesis(delay) });
  supplyCollateral(ledger);
  const emulated = new TestEnclave("emulated", "Miner");
  const real = new TestEnclave("real", "Miner");
  emulated.register(ledger, "Bob");
  ledger.run("Bob", real.registration(ledger, "Bob", { quote: hardwareQuote() }));
  const { policy, platforms, pending } = ledger.of(attestation);
  const speaks = (enclave: TestEnclave) => {
    const [applied] = ledger.block(enclave.bare(ledger, contracts, "report", report, enclave.sequence));
    enclave.sequence++;
    return applied?.ok;
  };
  return { ledger, emulated, real, policy, platforms, pending, speaks };
}

describe("a new policy", () => {
  it("denies from the next block on, and allows after the delay", () => {
    const { ledger, emulated, real, policy, pending, speaks } = setup();
    expect([speaks(emulated), speaks(real)]).toEqual([true, true]);
    const [, , tdx] = policy.get().measurements;
    const measurements = tdx ? [tdx, other] : [];
    ledger.run(root, set_policy({ policy: { measurements, maxAgeMs: 2n * maxAgeMs } }));
    expect(policy.get()).toEqual({ measurements: [tdx], maxAgeMs });
    const due = pending.get().policy?.dueTick ?? 0;
    ledger.runTo(ledger.now.number + 1);
    expect(() => speaks(emulated)).toThrow("its program is not allowed any more");
    expect(speaks(real)).toBe(true);

    ledger.runTo(due);
    expect(policy.get().measurements).toEqual([tdx]);
    ledger.runTo(due + 2);
    expect(policy.get()).toEqual({ measurements, maxAgeMs: 2n * maxAgeMs });
    expect(pending.get().policy).toBeUndefined();
  });

  it("takes the place of one that waits, whose delay counts no more", () => {
    const { ledger, policy, pending } = setup();
    const before = policy.get();
    ledger.run(root, set_policy({ policy: { ...before, measurements: [...before.measurements, other] } }));
    ledger.runTo(50);
    ledger.run(root, set_policy({ policy: before }));
    expect(pending.get().policy?.policy).toEqual(before);
    ledger.runTo(400);
    expect(policy.get()).toEqual(before);
  });

  it.each([
    ["the platform", { type: "Platform" as const }],
    ["its family", { type: "Family" as const, value: "0xb0c06f000000" as const }],
  ])("denies %s of enclaves that are registered, and of those that want to be", (_, by) => {
    const { ledger, emulated, real, platforms, speaks } = setup();
    const id = ledger.of(attestation).workers.get(real.identity)?.platform?.id ?? "0x";
    const denied = [by.type === "Family" ? by : { type: by.type, value: id }];
    ledger.run(root, set_platforms({ platforms: { ...usualPlatforms, denied } }));
    ledger.runTo(ledger.now.number + 1);
    expect(() => speaks(real)).toThrow("its platform is denied");
    expect(speaks(emulated)).toBe(true);
    const again = real.registration(ledger, "Bob", { quote: hardwareQuote() });
    expect(ledger.refusal("Bob", again)).toBe("Attestation.PlatformDenied");

    ledger.run(root, set_platforms({ platforms: usualPlatforms }));
    expect(platforms.get().denied).toEqual(denied);
    ledger.runTo(ledger.now.number + delay + 2);
    expect(platforms.get().denied).toEqual([]);
    real.sequence = 0n;
    expect(speaks(real)).toBe(true);
  });

  it("denies an emulated platform by its key", () => {
    const { ledger, emulated, speaks } = setup();
    const denied = [{ type: "Platform" as const, value: emulated.platform }];
    ledger.run(root, set_platforms({ platforms: { ...usualPlatforms, denied } }));
    ledger.runTo(ledger.now.number + 1);
    expect(() => speaks(emulated)).toThrow("its platform is denied");
  });

  it("no longer accepts a status, from the next block on", () => {
    const { ledger, emulated, real, speaks } = setup();
    ledger.run(root, set_platforms({ platforms: { ...usualPlatforms, statuses: [] } }));
    ledger.runTo(ledger.now.number + 1);
    expect(() => speaks(real)).toThrow("TCB is not accepted any more");
    expect(speaks(emulated)).toBe(true);
  });

  it("keeps of old and new what both accept, and denies what either denies", () => {
    const { ledger, platforms } = setup();
    const advisories = ["INTEL-SA-00334", "INTEL-SA-99999"];
    const statuses = [{ type: "UpToDate" }, { type: "OutOfDate" }] as const;
    ledger.run(root, set_platforms({ platforms: { statuses, advisories, worstConfidence: 5, denied: [] } }));
    expect(platforms.get()).toEqual({
      ...{ statuses: [{ type: "UpToDate" }], advisories: ["INTEL-SA-00334"], worstConfidence: 3, denied: [] },
    });
  });

  it("is refused where it would deny too many at a time", () => {
    const { ledger } = setup();
    const denied = (from: number) =>
      Array.from({ length: 100 }, (_, i) => ({
        ...{ type: "Platform" as const, value: `0x${(from + i).toString(16).padStart(64, "0")}` as const },
      }));
    ledger.run(root, set_platforms({ platforms: { ...usualPlatforms, denied: denied(0) } }));
    const more = set_platforms({ platforms: { ...usualPlatforms, denied: denied(1_000) } });
    expect(ledger.refusal(root, more)).toBe("Attestation.TooManyDenied");
  });
});

it("without a delay counts at once", () => {
  const ledger = testPallet([contractsPallet], { genesis: hardwareGenesis() });
  const policy = { measurements: [...programs, other], maxAgeMs };
  ledger.run(root, set_policy({ policy }));
  expect(ledger.of(attestation).policy.get()).toEqual(policy);
});
