import { encode, fromHex, toHex } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { maxCheckpointPartBytes, maxHandOverBytes, maxHandOverRequestBytes } from "@pha/limits";
import { describe, expect, it } from "vitest";
import {
  type HandOverRequest,
  isHandOverFor,
  isHandOverRequestOf,
  openHandOver,
  SignedHandOverRequest,
  sealHandOver,
  signHandOverRequest,
} from "./hand-over.ts";
import { makeSession } from "./session.ts";

const word = (byte: number) => toHex(new Uint8Array(32).fill(byte));
const genesis = word(1);
const asker = makeSession(primitives);
const request: HandOverRequest = {
  giver: toHex(primitives.ed25519.publicKey(fromHex(word(2)))),
  asker: word(3),
  nonce: `0x${"05".repeat(16)}`,
  contract: word(4),
  height: 7,
  part: 1,
};
const signed = signHandOverRequest(genesis, request, asker.sign);
const coded = (code: string) => expect.objectContaining({ code });

describe("a request for a part", () => {
  it("is its session's, of this network, word for word", () => {
    expect(isHandOverRequestOf(primitives, genesis, asker.signKey, signed)).toBe(true);
    expect(isHandOverRequestOf(primitives, word(9), asker.signKey, signed)).toBe(false);
    expect(isHandOverRequestOf(primitives, genesis, makeSession(primitives).signKey, signed)).toBe(false);
    const changed = { ...signed, request: { ...request, part: 2 } };
    expect(isHandOverRequestOf(primitives, genesis, asker.signKey, changed)).toBe(false);
  });

  it("has as many bytes as it may", () => {
    expect(encode(SignedHandOverRequest, signed).length).toBeLessThanOrEqual(maxHandOverRequestBytes);
  });
});

describe("a part", () => {
  const part = Uint8Array.of(1, 2, 3);
  const sealedBy = (seed: string, to = asker.hpkeKey, given = part) =>
    sealHandOver(
      { primitives, genesis, sign: (message) => primitives.ed25519.sign(fromHex(seed as typeof genesis), message) },
      to,
      signed,
      given,
    );

  it("opens for the asker, at its largest too, which has as many bytes as it may", () => {
    expect(openHandOver(primitives, genesis, asker.hpkeSecret, signed, sealedBy(word(2)))).toEqual(part);
    const largest = new Uint8Array(maxCheckpointPartBytes - 16).fill(7);
    const sealed = sealedBy(word(2), asker.hpkeKey, largest);
    expect(sealed.length).toBeLessThanOrEqual(maxHandOverBytes);
    expect(openHandOver(primitives, genesis, asker.hpkeSecret, signed, sealed)).toEqual(largest);
  });

  it("opens for nobody else, and as the answer to no other request", () => {
    const other = signHandOverRequest(genesis, { ...request, part: 2 }, asker.sign);
    const sealed = sealedBy(word(2));
    const open = (secret: Uint8Array, of: SignedHandOverRequest, answer = sealed) =>
      openHandOver(primitives, genesis, secret, of, answer);
    expect(() => open(makeSession(primitives).hpkeSecret, signed)).toThrow(coded("crypto.Undecryptable"));
    expect(() => open(asker.hpkeSecret, other)).toThrow(coded("program.NotTheGivers"));
    expect(() => open(asker.hpkeSecret, signed, sealedBy(word(6)))).toThrow(coded("program.NotTheGivers"));
  });

  it("is told from others' answers, so that these make nobody wait", () => {
    expect(isHandOverFor(primitives, genesis, signed, sealedBy(word(2)))).toBe(true);
    for (const answer of [sealedBy(word(6)), part, new Uint8Array()])
      expect(isHandOverFor(primitives, genesis, signed, answer)).toBe(false);
  });
});
