import { Secret } from "@pha/service-kit/config";
import { attack } from "@pha/testkit/attack";
import { driveExtremes } from "@pha/testkit/extremes";
import { afterAll, beforeAll, expect } from "vitest";
import { type GovernanceNetwork, startGovernanceNetwork } from "./governance-network.ts";

const token = "a-token-of-the-operator-0123456789";
/** Nothing listens where hooks lead. */
const usual = {
  ...{ pallet: "Democracy", call: "undelegate", topic: "referendum/0" },
  ...{ url: "http://127.0.0.1:9/", topics: ["referendum"] },
};
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
      await using replica = await network.start({ hooksToken: new Secret(token), hooksPrivate: true });
      const authorization = `Bearer ${token}`;
      const { asked, faults } = await driveExtremes(`http://127.0.0.1:${replica.port}`, usual, { authorization });
      expect(faults).toEqual([]);
      expect(asked).toBeGreaterThan(1_000);
    });
  },
);
