import { attack } from "@pha/testkit/attack";
import { driveExtremes } from "@pha/testkit/extremes";
import { afterAll, beforeAll, expect } from "vitest";
import { type GovernanceNetwork, startGovernanceNetwork } from "./governance-network.ts";

let network: GovernanceNetwork;

beforeAll(async () => {
  network = await startGovernanceNetwork();
  await network.sealTo(1);
  await network.ask("/v1/referenda"); // governance has seen a block
});
afterAll(() => network?.[Symbol.asyncDispose]());

attack(
  "ask governance for what lies at, and beyond, the ends of every parameter that it declares",
  async ({ held }) => {
    await held("a refusal with a code, where it was no answer", async () => {
      const { asked, faults } = await driveExtremes(network.urls[0] as string, {
        pallet: "Democracy",
        call: "undelegate",
      });
      expect(faults).toEqual([]);
      expect(asked).toBeGreaterThan(1_000);
    });
  },
);
