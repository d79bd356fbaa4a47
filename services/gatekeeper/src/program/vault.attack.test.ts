import { FakeLedger, fakeHost } from "@pha/program-kit/testing";
import { attack } from "@pha/testkit/attack";
import type { Seals } from "../protocol.ts";
import { Vault } from "./vault.ts";

const nothing: Seals = { round: undefined, shares: undefined };
const ledger = new FakeLedger();
const host = fakeHost(ledger);

attack("open seals of another platform or purpose, or changed ones", async ({ refused }) => {
  const kept = new Vault(host, nothing);
  kept.roundKey({ generation: 1, round: 1 });
  const round = kept.seals.round as Uint8Array;
  kept.keepShare({ generation: 1, round: 1 }, 1, new Uint8Array(32).fill(7));
  const shares = kept.seals.shares as Uint8Array;
  const flipped = shares.map((byte, i) => (i === 5 ? byte ^ 1 : byte));
  await refused("program.SealBroken", () => new Vault(fakeHost(ledger, undefined, "another"), { ...nothing, shares }));
  for (const seal of [flipped, round])
    await refused("program.SealBroken", () => new Vault(host, { ...nothing, shares: seal }));
});
