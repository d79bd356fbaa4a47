import { describe, expect, it } from "vitest";
import { phala } from "../../chain-spec/networks.ts";
import { errors } from "../../extrinsic/errors.ts";
import { accountOf, programs, TestEnclave, testPallet } from "../../testing/index.ts";
import { contractsPallet } from "../contracts/pallet.ts";
import { contracts } from "../contracts/spec.ts";
import { gatekeepersPallet } from "../gatekeepers/pallet.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { attestation, workerDeposit } from "./spec.ts";

function setup() {
  const ledger = testPallet([contractsPallet]);
  const miner = new TestEnclave("one", "Miner");
  return { ledger, miner, workers: ledger.of(attestation).workers };
}

describe("register_worker", () => {
  it("registers a session, holds the deposit once, and replaces the session at the next start", () => {
    const { ledger, miner, workers } = setup();
    miner.register(ledger, "Bob");
    const first = miner.session.publicKey;
    miner.startSession();
    miner.register(ledger, "Bob");
    expect(workers.get(miner.identity)).toMatchObject({
      operator: accountOf("Bob"),
      sessionNumber: 2n,
      registeredAt: 1,
      confidence: 128,
      session: { signKey: miner.session.publicKey },
      bareSequence: 0n,
      bareDebt: 0,
      bareAt: 0,
    });
    expect(ledger.of(attestation).sessions.get(first)).toBe(miner.identity);
    expect(ledger.balanceOf("Bob").reserved).toBe(workerDeposit);
  });

  it("records what was checked", () => {
    const { ledger, miner } = setup();
    miner.register(ledger, "Bob");
    const value = { claims: expect.arrayContaining([{ claim: "measurement", accepted: true }]) };
    expect(ledger.events(attestation)).toContainEqual({ type: "Appraised", value: expect.objectContaining(value) });
  });

  it("attests the newest session anew, which serves on as it was, by a newer quote only", () => {
    const { ledger, miner, workers } = setup();
    const old = miner.registration(ledger, "Bob");
    ledger.run("Bob", old);
    const [first] = ledger.block(miner.bare(ledger, contracts, "report", { reports: [] }));
    expect(first?.ok).toBe(true);
    const before = workers.get(miner.identity);
    ledger.runTo(100);
    ledger.run("Bob", miner.registration(ledger, "Bob"));
    const attestedAtMs = 99_000n;
    expect(workers.get(miner.identity)).toEqual({ ...before, attestedAtMs, quoteHash: expect.any(String) });
    expect(ledger.events(attestation)).toContainEqual({
      type: "AttestationRenewed",
      value: { identity: miner.identity, attestedAtMs },
    });
    expect(ledger.refusal("Bob", old)).toBe("Attestation.SessionUsed");
    expect(ledger.balanceOf("Bob").reserved).toBe(workerDeposit);
  });
});

describe("bare extrinsics", () => {
  const report = { reports: [] };
  const badSigner = expect.toSatisfy(errors.BadSigner.is);

  it("are accepted from the newest session only, strictly in order, and pay nothing", () => {
    const { ledger, miner, workers } = setup();
    const at = (sequence: bigint) => miner.bare(ledger, contracts, "report", report, sequence);
    expect(() => ledger.block(at(0n))).toThrow(badSigner);
    miner.register(ledger, "Bob");
    expect(() => ledger.block(at(1n))).toThrow(expect.toSatisfy(errors.Future.is));
    const [first, second] = ledger.block(at(0n), at(1n));
    expect([first?.ok, first?.fee, second?.ok]).toEqual([true, 0n, true]);
    expect(() => ledger.block(at(1n))).toThrow(expect.toSatisfy(errors.Stale.is));
    expect(workers.get(miner.identity)?.bareSequence).toBe(2n);
    const old = at(2n);
    miner.startSession();
    miner.register(ledger, "Bob");
    expect(() => ledger.block(old)).toThrow(badSigner);
    expect(ledger.block(at(0n))).toMatchObject([{ ok: true }]);
  });

  it("that the state refuses are in no block, and cost nobody room", () => {
    const ledger = testPallet([contractsPallet, gatekeepersPallet]);
    const gatekeeper = new TestEnclave("one", "Gatekeeper");
    gatekeeper.register(ledger, "Bob");
    const deal = { generation: 0, round: 0, commitments: [], shares: [] };
    const refused = gatekeeper.bare(ledger, gatekeepers, "dkg_deal", deal);
    expect(() => ledger.block(refused)).toThrow(expect.toSatisfy(errors.CallRefused.is));
  });

  it("end with the attestation, until it is renewed", () => {
    const policy = { measurements: programs, maxAgeMs: 20_000n };
    const { attestation } = phala({ programs }).genesis;
    const ledger = testPallet([contractsPallet], { genesis: { attestation: { ...attestation, policy } } });
    const miner = new TestEnclave("one", "Miner");
    miner.register(ledger, "Bob");
    const bare = miner.bare(ledger, contracts, "report", report);
    ledger.runTo(22);
    expect(() => ledger.block(bare)).toThrow("its attestation has expired");
    miner.register(ledger, "Bob");
    expect(ledger.block(bare)[0]?.ok).toBe(true);
  });
});
