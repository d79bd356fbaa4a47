import { type Hex, toHex } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodePrimitives as primitives } from "../node/primitives.ts";
import { purePrimitives } from "../pure.ts";
import { makeDeal } from "./dealing.ts";
import { randomScalar } from "./group.ts";
import { openShare, type SealedShare, type SharePlace, sealShare, shareKey, showsShare } from "./sealed-share.ts";

const word = (byte: number) => toHex(new Uint8Array(32).fill(byte));
const place: SharePlace = { genesis: word(1), generation: 0, round: 4, dealer: 2, receiver: 3 };
const seed = primitives.randomBytes(32);
const { commitments, shares } = makeDeal(2, [1, 2, 3], () => randomScalar(primitives));
const share = shares[2]?.share as Uint8Array;
const { publicKey, privateKey } = primitives.x25519.generate();
const roundKey = toHex(publicKey);
const key = shareKey(primitives, seed, place);
const seal = (of: Uint8Array, at = place) => sealShare(primitives, at, commitments, roundKey, key, of);
const shown = (sealed: SealedShare, ephemeral = key.privateKey, at = place, to: Hex = roundKey) =>
  showsShare(purePrimitives, at, commitments, to, ephemeral, sealed);
const opened = (sealed: SealedShare, at = place) => openShare(primitives, at, commitments, privateKey, sealed);

describe("a sealed share", () => {
  it("opens for its receiver, and its dealer can show that it does", () => {
    expect(opened(seal(share))).toEqual(share);
    expect(shown(seal(share))).toBe(true);
  });

  it("has a key of its own for every place, and the same again after a restart", () => {
    const places = [place, { ...place, receiver: 1 }, { ...place, dealer: 3 }, { ...place, round: 5 }];
    const keys = places.map((at) => toHex(shareKey(primitives, seed, at).publicKey));
    expect(new Set(keys).size).toBe(places.length);
    expect(shareKey(purePrimitives, seed, place)).toEqual(key);
  });

  it("is shown by no other key, for no other place and no other receiver", () => {
    const sealed = seal(share);
    expect(shown(sealed, shareKey(primitives, seed, { ...place, receiver: 1 }).privateKey)).toBe(false);
    expect(shown(sealed, key.privateKey, { ...place, dealer: 1 })).toBe(false);
    expect(shown(sealed, key.privateKey, place, toHex(primitives.x25519.generate().publicKey))).toBe(false);
    expect(shown(sealed, key.privateKey, place, word(0))).toBe(false);
    expect(shown(sealed, new Uint8Array(31))).toBe(false);
  });

  it("that does not open to what was committed to can be shown by no key: receiver and onlooker agree (property)", () => {
    const tampered = fc.record({
      at: fc.nat(47),
      flip: fc.integer({ min: 0, max: 255 }),
      other: fc.boolean(),
      swap: fc.boolean(),
    });
    fc.assert(
      fc.property(tampered, ({ at, flip, other, swap }) => {
        const dealt = seal(other ? (shares[0]?.share as Uint8Array) : share, swap ? { ...place, receiver: 1 } : place);
        const sealed = { ...dealt, ciphertext: dealt.ciphertext.map((byte, i) => (i === at ? byte ^ flip : byte)) };
        expect(shown(sealed)).toBe(opened(sealed) !== undefined);
        expect(opened(sealed) !== undefined).toBe(!other && !swap && flip === 0);
      }),
      { numRuns: 40 },
    );
  });
});
