import { type Hex, toHex } from "@pha/codec";
import { array, assert, integer, property, record } from "fast-check";
import { expect, it } from "vitest";
import { KeyRing } from "./key-ring.ts";

const keysOf = (epoch: number) => {
  const secret = (kind: number) => new Uint8Array(32).fill(1 + ((kind + 3 * epoch) % 250));
  return { epoch, codeHash, encrypt: secret(0), tag: secret(1), random: secret(2), publicKey: toHex(secret(0)) };
};
const codeHash: Hex = `0x${"c0".repeat(32)}`;
const zeros = new Uint8Array(32);
const ringOf = () => new KeyRing(keysOf(0), [{ epoch: 0, codeHash, from: 0, until: undefined }]);

it("knows which epoch a block is of, and puts a later word in place of an earlier one", () => {
  const ring = ringOf();
  ring.rotate({ epoch: 1, from: 10, until: 14 });
  expect([9, 10].map((number) => ring.epochAt(number))).toEqual([0, 1]);
  ring.rotate({ epoch: 3, from: 8, until: 12 });
  expect([7, 8, 20].map((number) => ring.epochAt(number))).toEqual([0, 3, 3]);
});

it("names the first epoch whose keys it lacks, in the order of their beginning", () => {
  const ring = ringOf();
  expect(ring.missing).toBeUndefined();
  ring.rotate({ epoch: 1, from: 10, until: 14 });
  ring.rotate({ epoch: 2, from: 20, until: 24 });
  expect(ring.missing?.epoch).toBe(1);
  ring.add(keysOf(1));
  expect(ring.missing?.epoch).toBe(2);
});

it("has keys of an epoch for other code apart, and goes on with those of the code that is told", () => {
  const ring = ringOf();
  const other: Hex = `0x${"c1".repeat(32)}`;
  ring.add(keysOf(1));
  ring.rotate({ epoch: 1, from: 11, until: 10 }, other);
  expect([ring.of(1), ring.missing]).toMatchObject([undefined, { epoch: 1, codeHash: other }]);
  const keys = { ...keysOf(1), codeHash: other };
  ring.add(keys);
  expect([ring.of(1), ring.missing, ring.codeOf(0), ring.codeOf(1)]).toMatchObject([
    { codeHash: other },
    undefined,
    codeHash,
    other,
  ]);
  ring.rotate({ epoch: 2, from: 20, until: 24 });
  expect(ring.codeOf(2)).toBe(other);
});

it("erases the secrets of an epoch behind the last block in which something may come for it", () => {
  const ring = ringOf();
  const old = ring.of(0) ?? expect.fail("no keys");
  ring.rotate({ epoch: 1, from: 10, until: 14 });
  ring.add(keysOf(1));
  ring.eraseBefore(14);
  expect(ring.of(0)).toBe(old);
  ring.eraseBefore(15);
  expect([ring.of(0), old.encrypt, old.tag, old.random]).toEqual([undefined, zeros, zeros, zeros]);
  expect(ring.heldAt(15).map(({ epoch }) => epoch)).toEqual([1]);
  expect(ring.of(1)?.random).not.toEqual(zeros);
});

const run = record({
  lasts: integer({ min: 16, max: 60 }),
  skips: array(integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 8 }),
  stop: integer({ min: 0, max: 400 }),
});

it("has what each block needs, two epochs' keys at most, wherever it stops by and goes on from there (property)", () => {
  assert(
    property(run, ({ lasts, skips, stop }) => {
      let ring = ringOf();
      let [epoch, from, lastUntil] = [0, 0, 0];
      for (const skip of skips) {
        const grace = Math.floor(lasts / 4);
        const [begins, told] = [from + lasts, from + lasts - grace];
        for (let number = from; number < begins; number++) {
          if (number === told) {
            epoch += skip;
            ring.rotate({ epoch, from: begins, until: begins + grace });
            ring.add(keysOf(epoch));
          }
          const needed = number <= lastUntil && from > 0 ? 2 : 1;
          ring.eraseBefore(number);
          expect(ring.of(ring.epochAt(number))?.encrypt).not.toEqual(zeros);
          expect(ring.heldAt(number).length).toBeGreaterThanOrEqual(needed);
          expect(ring.heldAt(number).length).toBeLessThanOrEqual(2);
          if (number !== stop) continue;
          const held = ring.heldAt(number);
          const [first, ...others] = held as [(typeof held)[0], ...typeof held];
          ring = new KeyRing(first, ring.epochs);
          for (const keys of others) ring.add(keys);
        }
        [from, lastUntil] = [begins, begins + grace];
      }
    }),
  );
});
