import { utf8 } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import { keccak256 } from "../hash/digests.ts";
import { LEAF, listProof } from "./list.ts";
import { completedBy, storedProof } from "./stored-list.ts";

it("proves any item of a list of any length from full subtrees alone, as the whole list does (property)", () => {
  const items = Array.from({ length: 70 }, (_, i) => utf8(`item ${i}`));
  const stored = new Map<string, Uint8Array>();
  const at = (height: number, position: number) => stored.get(`${height}/${position}`) as Uint8Array;
  items.forEach((item, place) => {
    const leaf = keccak256(Uint8Array.of(...LEAF, ...item));
    for (const [height, position, hash] of completedBy(place, leaf, at, keccak256))
      stored.set(`${height}/${position}`, hash);
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: items.length }), fc.nat(), (count, pick) => {
      const whole = listProof(items.slice(0, count), pick % count, keccak256);
      expect(storedProof(pick % count, count, at, keccak256)).toEqual(whole);
    }),
  );
});
