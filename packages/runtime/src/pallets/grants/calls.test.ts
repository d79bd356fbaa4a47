import type { Hex } from "@pha/codec";
import { beforeEach, expect, it } from "vitest";
import { callsOf, TestEnclave, type TestLedger, testPallet } from "../../testing/index.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { grantsPallet } from "./pallet.ts";
import { blocksBetween, type Grant, grants } from "./spec.ts";

const { log } = callsOf(grants);
const word = (byte: string): Hex => `0x${byte.repeat(32)}`;
const grant: Grant = {
  ...{ worker: word("01"), contract: word("02"), generation: 0, epoch: 0 },
  kinds: [{ type: "encrypt" }, { type: "random" }],
};

let ledger: TestLedger;
let first: TestEnclave;
let second: TestEnclave;

beforeEach(() => {
  ledger = testPallet([grantsPallet]);
  [first, second] = ["a", "b"].map((name) => new TestEnclave(name, "Gatekeeper")) as [TestEnclave, TestEnclave];
  for (const one of [first, second]) one.register(ledger, "Bob");
  ledger.of(gatekeepers).members.put([{ identity: first.identity, index: 1 }]);
});

it("tells whom a gatekeeper gave keys, once in two blocks, which every gatekeeper has for itself", () => {
  ledger.run(first, log({ grants: [grant] }));
  expect(ledger.events(grants)).toEqual([
    { type: "KeysGranted", value: { gatekeeper: first.identity, grants: [grant] } },
  ]);
  expect(ledger.refusal(first, log({ grants: [grant] }))).toBe("Grants.TooSoon");
  ledger.of(gatekeepers).members.put([first, second].map(({ identity }, i) => ({ identity, index: i + 1 })));
  ledger.run(second, log({ grants: [grant] }));
  ledger.runTo(ledger.now.number + blocksBetween);
  ledger.run(first, log({ grants: [grant] }));
  expect(ledger.of(grants).newest.get(first.identity)).toBe(ledger.now.number);
});

it("takes nothing from who has neither seat nor share, and no empty batch", () => {
  expect(ledger.refusal(second, log({ grants: [grant] }))).toBe("Grants.NotMember");
  expect(ledger.refusal(first, log({ grants: [] }))).toBe("Grants.NothingGranted");
  const share = { identity: second.identity, index: 2, share: `0x${"c0".repeat(96)}` } as const;
  const sharing = { generation: 0, round: 0 };
  ledger.of(gatekeepers).sharing.put(sharing);
  ledger.of(gatekeepers).groupKeys.put(0, 0, {
    ...{ ...sharing, threshold: 1, publicKey: share.share, qualified: [2], publicShares: [share] },
    ...{ dealers: [], from: undefined },
  });
  ledger.run(second, log({ grants: [grant] }));
});
