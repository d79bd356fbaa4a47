import { u32be } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../hash/digests.ts";
import { GrowingList } from "./growing-list.ts";
import { listProof, listRoot, verifyListProof } from "./list.ts";

const itemsOf = (count: number) => Array.from({ length: count }, (_, i) => u32be(i));

function growing(items: readonly Uint8Array[]): GrowingList {
  const list = new GrowingList();
  for (const item of items) list.append(item);
  return list;
}

describe("a growing list", () => {
  it("has the root and the paths of a plain list, at its length and at every one before (property)", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (total, cut, pick) => {
        const list = growing(itemsOf(total));
        const count = 1 + (cut % total);
        const index = pick % count;
        const items = itemsOf(count);
        expect(list.root(count)).toEqual(listRoot(items, sha256));
        expect(list.path(index, count)).toEqual({ count, index, siblings: listProof(items, index, sha256) });
      }),
    ));

  it("forgets early items, and proves and appends later ones as if it had not (property)", () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ more: fc.nat({ max: 20 }), forget: fc.nat({ max: 20 }) }), { maxLength: 12 }),
        (steps) => {
          const items: Uint8Array[] = [];
          const list = new GrowingList();
          let first = 0;
          for (const { more, forget } of steps) {
            for (let i = 0; i < more; i++) {
              const item = u32be(items.length);
              items.push(item);
              list.append(item);
            }
            first = Math.min(items.length, first + forget);
            list.forget(first);
            expect(list.root()).toEqual(listRoot(items, sha256));
            for (let index = first; index < items.length; index++) {
              const { count, siblings } = list.path(index, index + 1 + Math.floor((items.length - index - 1) / 2));
              const root = list.root(count);
              expect(root).toEqual(listRoot(items.slice(0, count), sha256));
              expect(verifyListProof(root, count, index, items[index] as Uint8Array, siblings, sha256)).toBe(true);
            }
          }
        },
      ),
      { numRuns: 40 },
    ));

  it("goes on from the peaks of what it forgot, with the same roots and paths (property)", () =>
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.nat({ max: 40 }), fc.nat({ max: 40 }), (past, kept, more) => {
        const whole = growing(itemsOf(past + kept));
        whole.forget(past);
        const list = new GrowingList(whole.peaks(past));
        for (const item of itemsOf(past + kept).slice(past)) list.append(item);
        expect(list.peaks()).toEqual(whole.peaks());
        for (const item of itemsOf(past + kept + more).slice(past + kept))
          for (const one of [list, whole]) one.append(item);
        expect(list.root()).toEqual(whole.root());
        for (let index = past; index < past + kept + more; index++) expect(list.path(index)).toEqual(whole.path(index));
        expect(list.root(past + kept)).toEqual(listRoot(itemsOf(past + kept), sha256));
      }),
    ));

  it("tells no peaks that it has not, or has forgotten", () => {
    const list = growing(itemsOf(100));
    list.forget(100);
    for (const count of [101, 63])
      expect(() => list.peaks(count)).toThrow(expect.objectContaining({ name: "BadIndex" }));
  });

  it("keeps few hashes of what it forgot", () => {
    const list = new GrowingList();
    for (const item of itemsOf(5_000)) {
      list.append(item);
      list.forget(list.count - 8);
    }
    expect(() => list.path(4_900)).toThrow(expect.objectContaining({ name: "BadIndex" }));
    expect(list.path(4_995).siblings.length).toBeLessThanOrEqual(13);
  });

  it("is empty at first, and proves nothing that it does not have", () => {
    const list = new GrowingList();
    expect(list.root()).toEqual(listRoot([], sha256));
    for (const [index, count] of [
      [0, 0],
      [-1, 1],
      [1, 1],
      [0, 3],
    ] as const)
      expect(() => growing(itemsOf(2)).path(index, count)).toThrow(expect.objectContaining({ name: "BadIndex" }));
  });
});
