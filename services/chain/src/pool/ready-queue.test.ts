import type { Hex } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { ReadyQueue, type Waiting } from "./ready-queue.ts";

const hex = (text: string): Hex => `0x${text}`;
let arrivals = 0;

/** Extrinsic `nonce` of `sender`, whose account is at `at`. */
function xt(sender: string, nonce: number, { at = 0, priority = 0n, operational = false, expires = 1e9 } = {}) {
  const tag = (n: number) => hex(`${sender}${n}`);
  const entry: Waiting<undefined> = {
    hash: hex(`${sender}${nonce}f${priority}`),
    extrinsic: undefined,
    requires: new Set(nonce > at ? [tag(nonce - 1)] : []),
    provides: [tag(nonce)],
    operational,
    priority,
    tip: priority,
    sizeBytes: 10,
    sequence: arrivals++,
    expires,
  };
  return entry;
}

function order(queue: ReadyQueue<undefined>): Hex[] {
  const candidates = queue.candidates();
  const hashes: Hex[] = [];
  for (let entry = candidates.next(); entry; entry = candidates.next()) {
    hashes.push(entry.hash);
    candidates.use(entry);
  }
  return hashes;
}

describe("ReadyQueue", () => {
  it("gives operational first, then the higher priority, then the earlier", () => {
    const queue = new ReadyQueue<undefined>({ count: 10, bytes: 1_000 });
    const entries = [xt("a", 0), xt("b", 0), xt("c", 0, { priority: 5n }), xt("d", 0, { operational: true })];
    for (const entry of entries) queue.add(entry);
    expect(order(queue)).toEqual([entries[3], entries[2], entries[0], entries[1]].map((entry) => entry?.hash));
  });

  it("makes those ready that waited for a missing nonce", () => {
    const queue = new ReadyQueue<undefined>({ count: 10, bytes: 1_000 });
    const [first, second, third] = [xt("a", 0), xt("a", 1), xt("a", 2)];
    expect(queue.add(third)).toEqual([]);
    expect(queue.add(second)).toEqual([]);
    expect(order(queue)).toEqual([]);
    expect(queue.add(first)).toEqual([first.hash, second.hash, third.hash]);
    expect(order(queue)).toEqual([first.hash, second.hash, third.hash]);
  });

  it("keeps the rest of a sender ready when the first is in a block, and not when it is given up", () => {
    const queue = new ReadyQueue<undefined>({ count: 10, bytes: 1_000 });
    const [first, second, third] = [xt("a", 0), xt("a", 1), xt("a", 2)];
    for (const entry of [first, second, third]) queue.add(entry);
    queue.include(first.hash);
    expect(order(queue)).toEqual([second.hash, third.hash]);
    queue.remove(second.hash);
    expect(queue.isReady(third.hash)).toBe(false);
    expect(order(queue)).toEqual([]);
  });

  it("replaces a waiting one only for a tip a tenth higher, and says which", () => {
    const queue = new ReadyQueue<undefined>({ count: 10, bytes: 1_000 });
    const tooLow = (required: bigint) =>
      expect.objectContaining({ code: errors.PriorityTooLow.code, data: expect.objectContaining({ required }) });
    const poor = xt("a", 0);
    queue.add(poor);
    expect(() => queue.displaced(xt("a", 0))).toThrow(tooLow(1n));
    expect(queue.displaced(xt("a", 0, { priority: 1n }))).toEqual([poor]);
    const rich = xt("b", 0, { priority: 1_000n });
    queue.add(rich);
    expect(() => queue.displaced(xt("b", 0, { priority: 1_099n }))).toThrow(tooLow(1_100n));
    expect(queue.displaced(xt("b", 0, { priority: 1_100n }))).toEqual([rich]);
  });

  it("replaces nothing that a block under way holds", () => {
    const queue = new ReadyQueue<undefined>({ count: 10, bytes: 1_000 });
    const taken = xt("a", 0);
    queue.add(taken);
    queue.hold([taken.hash]);
    expect(() => queue.displaced(xt("a", 0, { priority: 9n }))).toThrow(expect.toSatisfy(errors.PriorityTooLow.is));
    queue.release();
    expect(queue.displaced(xt("a", 0, { priority: 9n }))).toEqual([taken]);
  });

  it("pushes nothing out of a full pool that a block under way holds, nor what is better than that", () => {
    const queue = new ReadyQueue<undefined>({ count: 2, bytes: 1_000 });
    const [worst, better] = [xt("a", 0), xt("b", 0, { priority: 1n })];
    for (const entry of [worst, better]) queue.add(entry);
    queue.hold([worst.hash]);
    expect(() => queue.displaced(xt("c", 0, { priority: 9n }))).toThrow(expect.toSatisfy(errors.PoolFull.is));
    queue.release();
    expect(queue.displaced(xt("c", 0, { priority: 9n }))).toEqual([worst]);
  });

  it("makes room by what is not ready, then by what is worse, else refuses", () => {
    const queue = new ReadyQueue<undefined>({ count: 2, bytes: 1_000 });
    const full = expect.objectContaining({ code: errors.PoolFull.code });
    const gap = xt("a", 3);
    const first = xt("b", 0, { priority: 5n });
    queue.add(gap);
    queue.add(first);
    expect(queue.displaced(xt("c", 0))).toEqual([gap]);
    queue.remove(gap.hash);
    const second = xt("d", 0, { priority: 4n });
    queue.add(second);
    expect(() => queue.displaced(xt("c", 0, { priority: 4n }))).toThrow(full);
    expect(() => queue.displaced(xt("c", 1, { priority: 9n }))).toThrow(full);
    expect(queue.displaced(xt("c", 0, { priority: 5n }))).toEqual([second]);
    expect(queue.displaced(xt("c", 0, { operational: true }))).toEqual([second]);
  });

  it.each([
    ["ready", 0],
    ["not ready", 3],
  ])("counts the room of what is replaced once, be it %s", (_, nonce) => {
    const queue = new ReadyQueue<undefined>({ count: 10, bytes: 30 });
    const entries = [xt("a", nonce), xt("b", nonce, { priority: 1n }), xt("c", nonce, { priority: 2n })];
    for (const entry of entries) queue.add(entry);
    const larger = { ...xt("a", nonce, { priority: 9n }), sizeBytes: 15 };
    expect(queue.displaced(larger)).toEqual(entries.slice(0, 2));
  });

  it("counts bytes as well", () => {
    const queue = new ReadyQueue<undefined>({ count: 100, bytes: 25 });
    const entries = [xt("a", 0), xt("b", 0, { priority: 1n })];
    for (const entry of entries) queue.add(entry);
    expect(() => queue.displaced(xt("c", 0))).toThrow(expect.toSatisfy(errors.PoolFull.is));
    expect(queue.displaced({ ...xt("c", 0, { priority: 2n }), sizeBytes: 20 })).toEqual(entries);
  });

  it("holds as much as before when it was cleared", () => {
    const queue = new ReadyQueue<undefined>({ count: 2, bytes: 25 });
    for (const entry of [xt("a", 0), xt("b", 3)]) queue.add(entry);
    queue.clear();
    expect([queue.size, queue.hasReady(), order(queue)]).toEqual([0, false, []]);
    for (const entry of [xt("c", 0), xt("d", 0)]) {
      expect(queue.displaced(entry)).toEqual([]);
      queue.add(entry);
    }
    expect(() => queue.displaced(xt("e", 0))).toThrow(expect.toSatisfy(errors.PoolFull.is));
  });

  it("names those past their last block", () => {
    const queue = new ReadyQueue<undefined>({ count: 2, bytes: 1_000 });
    const mortal = xt("a", 0, { expires: 5 });
    queue.add(mortal);
    expect(queue.expired(5)).toEqual([]);
    expect(queue.expired(6)).toEqual([mortal]);
  });

  it("gives every ready extrinsic once and never before its predecessor (property)", () => {
    const arrival = fc.shuffledSubarray(
      ["a", "b", "c"].flatMap((sender) => [0, 1, 2, 3].map((nonce) => ({ sender, nonce }))),
    );
    fc.assert(
      fc.property(arrival, fc.array(fc.bigInt(0n, 3n), { minLength: 12, maxLength: 12 }), (arrived, priorities) => {
        const queue = new ReadyQueue<undefined>({ count: 20, bytes: 1_000 });
        const became: Hex[] = [];
        const entries = arrived.map(({ sender, nonce }, i) => xt(sender, nonce, { priority: priorities[i] ?? 0n }));
        for (const entry of entries) became.push(...queue.add(entry));
        const given = order(queue);
        expect([...given].sort()).toEqual([...became].sort());
        for (const entry of entries.filter(({ hash }) => given.includes(hash)))
          for (const tag of entry.requires) {
            const provider = entries.find(({ provides }) => provides.includes(tag));
            expect(given.indexOf(provider?.hash ?? "0x")).toBeLessThan(given.indexOf(entry.hash));
          }
      }),
    );
  });
});
