import type { Hex } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { phala } from "../../chain-spec/networks.ts";
import { accountOf, callsOf, dev, programs, TestEnclave, testPallet } from "../../testing/index.ts";
import { contractsPallet } from "../contracts/pallet.ts";
import { contracts } from "../contracts/spec.ts";
import { sudo } from "../sudo/spec.ts";
import { attestation } from "./spec.ts";

const { set_policy } = callsOf(attestation);
const report = { reports: [] };

function setup() {
  const ledger = testPallet([contractsPallet]);
  const miner = new TestEnclave("one", "Miner");
  const register = (by: "Alice" | "Bob", overrides: { measurement?: Hex; number?: number } = {}) => ({
    code: ledger.refusal(by, miner.registration(ledger, by, overrides)),
  });
  const bare = (sequence: bigint, on = ledger) => miner.bare(on, contracts, "report", report, sequence);
  return { ledger, miner, register, bare };
}

attack("register an enclave with a program that is not allowed, or an old quote", async ({ refused }) => {
  for (const measurement of [`0x${"cc".repeat(48)}`, `0x${"aa".repeat(48)}`] as const) // aa: a gatekeeper's
    await refused("Attestation.MeasurementNotAllowed", () => setup().register("Bob", { measurement }));
  const { ledger, register } = setup();
  ledger.runTo(152);
  await refused("Attestation.StaleQuote", () => register("Bob", { number: 0 }));
});

attack("register with another operator's quote or identity, or a session again", async ({ refused }) => {
  const { ledger, miner, register } = setup();
  const stolen = miner.registration(ledger, "Bob");
  await refused("Attestation.BadQuote", () => ({ code: ledger.refusal("Alice", stolen) }));
  ledger.run("Bob", stolen);
  await refused("Attestation.SessionUsed", () => ({ code: ledger.refusal("Bob", stolen) }));

  const first = miner.session;
  miner.startSession();
  await refused("Attestation.WrongOperator", () => register("Alice"));
  miner.register(ledger, "Bob");
  for (const enclave of [miner, new TestEnclave("other", "Miner")]) {
    enclave.session = first;
    const again = enclave.registration(ledger, "Bob");
    await refused("Attestation.SessionUsed", () => ({ code: ledger.refusal("Bob", again) }));
  }
});

attack("register an emulated enclave on a network for hardware", async ({ refused }) => {
  const { attestation } = phala({ programs }).genesis;
  const ledger = testPallet([], { genesis: { attestation: { ...attestation, developmentRoot: undefined } } });
  const registration = new TestEnclave("one", "Miner").registration(ledger, "Bob");
  await refused("Attestation.EmulationRefused", () => ({ code: ledger.refusal("Bob", registration) }));
});

attack("speak as an enclave without its newest session, or for another network", async ({ refused, held }) => {
  const { ledger, miner, bare } = setup();
  await refused("transaction.BadSigner", () => ledger.block(bare(0n)));
  miner.register(ledger, "Bob");
  const other = testPallet([contractsPallet], { genesis: { sudo: { key: accountOf("Bob") } } });
  await held("signature", () => expect(() => ledger.block(bare(0n, other))).toThrow("bad signature"));
  const changed = bare(0n);
  changed.set([1], changed.length - 65);
  await held("signature", () => expect(() => ledger.block(changed)).toThrow());
  await refused("BadOrigin", () => ({ code: ledger.send(dev("Bob"), callsOf(contracts).report(report)).error?.type }));

  const old = bare(0n);
  miner.startSession();
  miner.register(ledger, "Bob");
  await refused("transaction.BadSigner", () => ledger.block(old));
});

attack("speak as an enclave again, ahead of turn, or after its program was denied", async ({ refused }) => {
  const { ledger, miner, bare } = setup();
  miner.register(ledger, "Bob");
  await refused("transaction.Future", () => ledger.block(bare(1n)));
  ledger.block(bare(0n));
  await refused("transaction.Stale", () => ledger.block(bare(0n)));
  const call = set_policy({ policy: { measurements: [], maxAgeMs: 1n } });
  ledger.run("Alice", callsOf(sudo).sudo({ call }));
  await refused("transaction.BadSigner", () => ledger.block(bare(1n)));
});
