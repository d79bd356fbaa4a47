import { fromItem, toItem, utf8 } from "@pha/codec";
import { purePrimitives } from "@pha/crypto";
import { nodePrimitives } from "@pha/crypto/node";
import fc from "fast-check";
import { expect, it } from "vitest";
import { epochOfItem, openItem, sealItem } from "./item.ts";
import { contractKey, contractKeys, scope } from "./testing/parties.ts";

const { privateKey } = contractKeys;
const seal = (content: Uint8Array) => sealItem(nodePrimitives, contractKey, scope, content);
const refused = expect.objectContaining({ code: "channel.Undecipherable" });

it("an item says what was sealed, to who has the key of its epoch (property)", () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (content) => {
      const item = seal(content);
      expect(epochOfItem(item)).toBe(scope.epoch);
      expect(openItem(purePrimitives, privateKey, scope, item)).toEqual(content);
    }),
    { numRuns: 25 },
  ));

it("an item's length tells the bucket alone, and two of one content have nothing in common", () => {
  const [first, second] = [seal(utf8("yes")), seal(utf8("no, not at all"))];
  expect(first.length).toBe(second.length);
  expect(seal(utf8("yes"))).not.toBe(first);
});

it("an item for another network, contract, code or epoch does not open, nor one that was changed", () => {
  const item = seal(utf8("secret"));
  for (const other of [
    { genesis: scope.contract },
    { contract: scope.genesis },
    { codeHash: scope.genesis },
    { epoch: 9 },
  ])
    expect(() => openItem(purePrimitives, privateKey, { ...scope, ...other }, item)).toThrow(refused);
  const bytes = fromItem(item) as Uint8Array;
  for (let at = 4; at < bytes.length; at += 7) {
    const changed = bytes.slice();
    changed[at] = (changed[at] as number) ^ 1;
    expect(() => openItem(purePrimitives, privateKey, scope, toItem(changed))).toThrow(refused);
  }
  for (const text of ["", "item1.", "item1.AAAA", item.slice(0, 60)]) {
    expect(() => openItem(purePrimitives, privateKey, scope, text)).toThrow(refused);
  }
});
