import { expect, it } from "vitest";
import { programs, TestEnclave, testPallet } from "../../testing/index.ts";
import { attestation, maxQuoteAge } from "./spec.ts";

it("an identity that has a role has no other", () => {
  const ledger = testPallet();
  new TestEnclave("one", "Miner").register(ledger, "Bob");
  const gatekeeper = new TestEnclave("one", "Gatekeeper");
  gatekeeper.startSession();
  expect(ledger.refusal("Bob", gatekeeper.registration(ledger, "Bob"))).toBe("Attestation.WrongOperator");
});

it("a quote may be 150 blocks old, and as old as the policy says, and no older", () => {
  const ledger = testPallet();
  const miner = new TestEnclave("one", "Miner");
  const allow = (blocks: number) =>
    ledger.of(attestation).policy.put({ measurements: programs, maxAgeMs: BigInt(blocks) * 1_000n });
  ledger.runTo(3);
  const registration = miner.registration(ledger, "Bob", { number: 1 });
  ledger.runTo(1 + maxQuoteAge);
  allow(maxQuoteAge - 1);
  expect(ledger.refusal("Bob", registration)).toBe("Attestation.StaleQuote");
  allow(maxQuoteAge);
  ledger.run("Bob", registration);
  ledger.runTo(2 + maxQuoteAge);
  allow(2 * maxQuoteAge);
  miner.startSession();
  expect(ledger.refusal("Bob", miner.registration(ledger, "Bob", { number: 1 }))).toBe("Attestation.StaleQuote");
});
