import { headerHash } from "@pha/light-client";
import { eraBirth } from "@pha/runtime/spec";
import { accountOf, testNetwork } from "@pha/runtime/testing";
import { expect, it } from "vitest";
import { signedBeside } from "./signing.ts";

const from = accountOf("Alice");
const chosen = { from, nonce: undefined, tip: 0n };

function at(height: number) {
  const ledger = testNetwork();
  ledger.runTo(height + 1);
  const { head, genesisHash } = ledger;
  const number = head.number;
  return { ledger, network: { head: { number, hash: headerHash(head), timeMs: 1n }, genesisHash } };
}

it.each([
  [4, 37, 37],
  [4_096, 37, 37],
  [8_192, 37, 36],
  [65_536, 37, 32],
  [65_536, 48, 48],
])("an era of %i blocks at block %i is signed over the hash of block %i", (lifetime, height, birth) => {
  const { ledger, network } = at(height);
  const { extra, context } = signedBeside(ledger.view, network, { ...chosen, lifetime });
  expect(eraBirth(extra.era, height)).toBe(birth);
  expect(context.eraBlockHash).toBe(birth === height ? network.head.hash : ledger.hashOf(birth));
  expect(context.genesisHash).toBe(ledger.genesisHash);
});

it("what is valid for ever is signed over genesis alone", () => {
  const { ledger, network } = at(3);
  const { extra, context } = signedBeside(ledger.view, network, { ...chosen, nonce: 9, lifetime: 0 });
  expect(extra).toEqual({ era: { type: "Immortal" }, nonce: 9, tip: 0n });
  expect(context.eraBlockHash).toBeUndefined();
});
