import { concat, fromHex, toHex, utf8 } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodePrimitives } from "../node/primitives.ts";
import type { Primitives } from "../primitives.ts";
import { purePrimitives } from "../pure.ts";
import { ANSWER_LABEL, ANSWER_SECRET_LENGTH, openAnswer, sealAnswer } from "./answer.ts";
import { openWith, sealTo } from "./hpke.ts";
import { pad, unpad } from "./padding.ts";

const implementations = [
  ["purePrimitives", purePrimitives],
  ["nodePrimitives", nodePrimitives],
] as const;

/** RFC 9180 A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode, sequence number 0. */
const vector = {
  info: fromHex("0x4f6465206f6e2061204772656369616e2055726e"),
  skE: fromHex("0xf4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600"),
  enc: "0x1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
  skR: fromHex("0x8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"),
  pkR: "0x4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a",
  plaintext: utf8("Beauty is truth, truth beauty"),
  aad: utf8("Count-0"),
  ciphertext: "0x1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
  exported: {
    "": "0x4bbd6243b8bb54cec311fac9df81841b6fd61f56538a775e7c80a9f40160606e",
    "\0": "0x8c1df14732580e5501b00f82b10a1647b40713191b7c1240ac80e2b68808ba69",
    TestContext: "0x5acb09211139c43b3090489a9da433e8a30ee7188ba8b0a9a1ccf0c229283e53",
  },
} as const;

describe.each(implementations)("HPKE with %s", (_, primitives) => {
  const fixed: Primitives = {
    ...primitives,
    x25519: { ...primitives.x25519, generate: () => ({ privateKey: vector.skE, publicKey: fromHex(vector.enc) }) },
  };

  it("seals, opens and exports as RFC 9180 A.2.1", () => {
    const sealed = sealTo(fixed, vector.pkR, vector.info, vector.aad, vector.plaintext);
    expect(sealed.enc).toBe(vector.enc);
    expect(toHex(sealed.ciphertext)).toBe(vector.ciphertext);
    const opened = openWith(primitives, vector.skR, vector.enc, vector.info, vector.aad, fromHex(vector.ciphertext));
    expect(opened.plaintext).toEqual(vector.plaintext);
    for (const [label, expected] of Object.entries(vector.exported)) {
      expect(toHex(sealed.exportSecret(label, 32))).toBe(expected);
      expect(toHex(opened.exportSecret(label, 32))).toBe(expected);
    }
  });

  it("uses a fresh key for every message", () => {
    const seal = () => sealTo(primitives, vector.pkR, vector.info, vector.aad, vector.plaintext);
    expect(seal().enc).not.toBe(seal().enc);
  });
});

describe("answers", () => {
  const secret = sealTo(purePrimitives, vector.pkR, vector.info, vector.aad, vector.plaintext).exportSecret(
    ANSWER_LABEL,
    ANSWER_SECRET_LENGTH,
  );

  it("follow RFC 9458 §4.4", () => {
    const nonce = new Uint8Array(32).fill(9);
    const prk = purePrimitives.hmacSha256(concat(fromHex(vector.enc), nonce), secret);
    const key = purePrimitives.hmacSha256(prk, concat(utf8("key"), Uint8Array.of(1)));
    const aeadNonce = purePrimitives.hmacSha256(prk, concat(utf8("nonce"), Uint8Array.of(1))).subarray(0, 12);
    const expected = concat(
      nonce,
      purePrimitives.chacha20poly1305.seal(key, aeadNonce, new Uint8Array(0), vector.plaintext),
    );
    for (const [, primitives] of implementations) {
      expect(sealAnswer(primitives, secret, vector.enc, nonce, vector.plaintext)).toEqual(expected);
      expect(openAnswer(primitives, secret, vector.enc, expected)).toEqual(vector.plaintext);
    }
  });

  it("are sealed under a nonce of 32 bytes", () => {
    expect(() => sealAnswer(purePrimitives, secret, vector.enc, new Uint8Array(12), vector.plaintext)).toThrowError(
      expect.objectContaining({ name: "BadLength" }),
    );
  });
});

describe("padding", () => {
  it("gives back any message, from a length that tells only its bucket", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1200 }), (message) => {
        const padded = pad(message);
        expect([256, 512, 1024, 2048]).toContain(padded.length);
        expect(unpad(padded)).toEqual(message);
      }),
    ));

  it("refuses a message above 16 MiB", () => {
    expect(() => pad(new Uint8Array(16 * 1024 * 1024 + 1))).toThrowError(expect.objectContaining({ name: "TooLong" }));
  });
});
