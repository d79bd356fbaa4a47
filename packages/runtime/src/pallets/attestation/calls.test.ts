import { makeCall } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { phala } from "../../chain-spec/networks.ts";
import { errors } from "../../extrinsic/errors.ts";
import { programs, TestEnclave } from "../../test-enclave.ts";
import { dev, TestLedger } from "../../test-ledger.ts";
import { contracts } from "../contracts/spec.ts";
import { sudo } from "../sudo/spec.ts";
import { system } from "../system/spec.ts";
import { attestation, workerDeposit } from "./spec.ts";

const alice = dev("Alice");
const bob = dev("Bob");

function setup() {
  const ledger = new TestLedger(phala({ programs }));
  ledger.block();
  return { ledger, miner: new TestEnclave("one", "Miner") };
}

describe("register_worker", () => {
  it("registers a session, holds the deposit once, and replaces the session at the next start", () => {
    const { ledger, miner } = setup();
    expect(ledger.run(bob, miner.registration(ledger, bob.accountId)).ok).toBe(true);
    const first = miner.session.publicKey;
    miner.startSession();
    expect(ledger.run(bob, miner.registration(ledger, bob.accountId)).ok).toBe(true);
    expect(ledger.read(attestation).workers.get(miner.identity)).toMatchObject({
      operator: bob.accountId,
      sessionNumber: 2n,
      registeredAt: 3,
      confidence: 128,
      session: { signKey: miner.session.publicKey },
      bareSequence: 0n,
    });
    expect(ledger.read(attestation).sessions.get(first)).toBe(miner.identity);
    expect(ledger.read(system).account.get(bob.accountId).data.reserved).toBe(workerDeposit);
  });

  it("records what was checked", () => {
    const { ledger, miner } = setup();
    const { events } = ledger.run(bob, miner.registration(ledger, bob.accountId));
    const appraised = events.find(({ value }) => value.type === "Appraised");
    expect(appraised?.value.value).toMatchObject({
      claims: expect.arrayContaining([{ claim: "measurement", accepted: true }]),
    });
  });

  it.each([
    ["a program that is not allowed", "MeasurementNotAllowed", { measurement: `0x${"cc".repeat(48)}` as const }],
    ["another role's program", "MeasurementNotAllowed", { measurement: `0x${"aa".repeat(48)}` as const }],
    ["a block that is not this chain's past", "StaleQuote", { number: 0 }],
  ])("refuses %s", (_, error, overrides) => {
    const { ledger, miner } = setup();
    if (error === "StaleQuote") for (let i = 0; i < 151; i++) ledger.block();
    const applied = ledger.run(bob, miner.registration(ledger, bob.accountId, overrides));
    expect(applied).toMatchObject({ ok: false, reason: expect.stringContaining(`Attestation.${error}`) });
  });

  it("refuses a quote made for another operator, and an identity that is another operator's", () => {
    const { ledger, miner } = setup();
    const stolen = miner.registration(ledger, bob.accountId);
    expect(ledger.run(alice, stolen).reason).toContain("Attestation.BadQuote");
    ledger.run(bob, stolen);
    miner.startSession();
    expect(ledger.run(alice, miner.registration(ledger, alice.accountId)).reason).toContain("WrongOperator");
  });

  it("refuses a session key that was registered before", () => {
    const { ledger, miner } = setup();
    ledger.run(bob, miner.registration(ledger, bob.accountId));
    expect(ledger.run(bob, miner.registration(ledger, bob.accountId)).reason).toContain("SessionUsed");
  });

  it("refuses emulated enclaves on a network without a development root", () => {
    const spec = phala({ programs });
    const attestation = { ...spec.genesis.attestation, developmentRoot: undefined };
    const ledger = new TestLedger({ ...spec, genesis: { ...spec.genesis, attestation } });
    ledger.block();
    const miner = new TestEnclave("one", "Miner");
    expect(ledger.run(bob, miner.registration(ledger, bob.accountId)).reason).toContain("EmulationRefused");
  });
});

describe("bare extrinsics", () => {
  const report = { reports: [] };

  it("are accepted from the newest session only, strictly in order, and pay nothing", () => {
    const { ledger, miner } = setup();
    expect(() => ledger.block(miner.bare(ledger, contracts, "report", report))).toThrow(
      expect.toSatisfy(errors.BadSigner.is),
    );
    ledger.run(bob, miner.registration(ledger, bob.accountId));
    const at = (sequence: bigint) => miner.bare(ledger, contracts, "report", report, sequence);
    expect(() => ledger.block(at(1n))).toThrow(expect.toSatisfy(errors.Future.is));
    const [first, second] = ledger.block(at(0n), at(1n));
    expect([first?.ok, first?.fee, second?.ok]).toEqual([true, 0n, true]);
    expect(() => ledger.block(at(1n))).toThrow(expect.toSatisfy(errors.Stale.is));
    expect(ledger.read(attestation).workers.get(miner.identity)?.bareSequence).toBe(2n);
    const old = at(2n);
    miner.startSession();
    ledger.run(bob, miner.registration(ledger, bob.accountId));
    expect(() => ledger.block(old)).toThrow(expect.toSatisfy(errors.BadSigner.is));
  });

  it("are refused when signed for another network or changed", () => {
    const { ledger, miner } = setup();
    ledger.run(bob, miner.registration(ledger, bob.accountId));
    const other = new TestLedger();
    expect(() => ledger.block(miner.bare(other, contracts, "report", report, 0n))).toThrow("bad signature");
    const changed = miner.bare(ledger, contracts, "report", report, 0n);
    changed.set([1], changed.length - 65);
    expect(() => ledger.block(changed)).toThrow();
  });

  it("end with the policy that allowed the program", () => {
    const { ledger, miner } = setup();
    ledger.run(bob, miner.registration(ledger, bob.accountId));
    const policy = { measurements: [], maxAgeMs: 1n };
    ledger.run(alice, makeCall(sudo, "sudo", { call: makeCall(attestation, "set_policy", { policy }) }));
    expect(() => ledger.block(miner.bare(ledger, contracts, "report", report, 0n))).toThrow(
      expect.toSatisfy(errors.BadSigner.is),
    );
  });

  it("cannot be sent by an account", () => {
    const { ledger } = setup();
    const args = { ...report, session: bob.accountId, sequence: 0n, signature: `0x${"00".repeat(64)}` as const };
    expect(ledger.run(bob, makeCall(contracts, "report", args)).error).toEqual({ type: "BadOrigin" });
  });
});
