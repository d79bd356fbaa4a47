import type { Hex } from "@pha/codec";
import { KEY_DST, keyLabel, verifyBls } from "@pha/crypto";
import { openPartials, toDerivedLabel } from "@pha/program-kit";
import { attestation, clusters, contracts } from "@pha/runtime/spec";
import { beforeEach, expect, it, vi } from "vitest";
import { hourMs, labels, master, ReleaseDesk } from "./testing/release-desk.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let desk: ReleaseDesk;
beforeEach(() => {
  desk = new ReleaseDesk();
});

/** The parts that the asker is given. */
async function given() {
  const { signed, sealed } = await desk.ask();
  const { primitives, genesisHash } = desk.asker.host;
  return openPartials(primitives, genesisHash, desk.asker.session.hpkeSecret, signed, sealed);
}

it("gives a member of the contract's cluster its partials, sealed to the session, each for its label", async () => {
  const { round, index, signatures } = await given();
  expect([round, index]).toEqual([4, 1]);
  const hold = Object.values(labels).map((label, i) =>
    verifyBls(master.shares[0] as Hex, KEY_DST, keyLabel(toDerivedLabel(label)), signatures[i] as Hex),
  );
  expect(hold).toEqual([true, true, true]);
});

it("serves on when the ledger's values have fields that this program does not know", async () => {
  desk.ledger.upgrade(attestation, "workers");
  desk.ledger.upgrade(attestation, "policy");
  desk.ledger.upgrade(clusters, "clusters");
  desk.ledger.upgrade(contracts, "contracts");
  expect((await given()).signatures).toHaveLength(3);
});

it("gives nobody anything while its own session is not the newest", async () => {
  desk.ledger.pallet(attestation).workers.remove(desk.gatekeeper.identity);
  await expect(desk.ask()).rejects.toThrowError(expect.objectContaining({ code: "program.SessionNotRegistered" }));
});

it("gives keys to an attestation as old as the policy allows", async () => {
  await desk.ask({ timeMs: 1_000_000_000n + hourMs });
});
