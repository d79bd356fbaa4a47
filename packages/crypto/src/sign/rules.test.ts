import { createRequire } from "node:module";
import { ed25519, ristretto255 } from "@noble/curves/ed25519.js";
import { concat, fromHex, toHex, utf8 } from "@pha/codec";
import fc from "fast-check";
import sodium from "sodium-native";
import { describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { blake2b256, keccak256, sha512 } from "../hash/digests.ts";
import * as native from "../node/index.ts";
import { purePrimitives } from "../pure.ts";
import { keypairFromSeed, keypairFromUri } from "./keypair.ts";
import { fromLittleEndian, littleEndian } from "./scalar.ts";
import { ethAddress, ethAddressOf, recoverEthAddress, signEcdsa, verifySignature } from "./verify.ts";

type Case = [name: string, publicKey: Uint8Array, signature: Uint8Array, valid: boolean];

const message = utf8("edge");
const { Point } = ed25519;
type Point = InstanceType<typeof Point>;
const L = Point.Fn.ORDER;
const P = 2n ** 255n - 19n;

/** A point of order 8. */
const torsion = Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
const secret = 1234567890123456789n;
const nonce = 9876543210987654321n;

/** A signature made from chosen points: `s = nonce + k · secret`, so it is valid up to their torsion. */
function ed25519Case(key: Uint8Array, r: Uint8Array, text = message): Uint8Array {
  const k = Point.Fn.create(fromLittleEndian(sha512(concat(r, key, text))));
  return concat(r, littleEndian(Point.Fn.create(nonce + k * secret)));
}

function ed25519Cases(): Case[] {
  const A = Point.BASE.multiply(secret);
  const R = Point.BASE.multiply(nonce);
  const good = ed25519Case(A.toBytes(), R.toBytes());
  const s = fromLittleEndian(good.subarray(32));
  const withS = (value: bigint) => concat(R.toBytes(), littleEndian(value));
  const both: [string, Point, Point][] = [
    ["torsion in the key", A.add(torsion), R],
    ["torsion in R", A, R.add(torsion)],
    ["torsion in both", A.add(torsion), R.add(torsion)],
  ];
  const cases: Case[] = [
    ["an honest signature", A.toBytes(), good, true],
    ["s + L", A.toBytes(), withS(s + L), false],
    ["s = L", A.toBytes(), withS(L), false],
    ["s = 0", A.toBytes(), withS(0n), false],
    ["the top bits of s set", A.toBytes(), withS(s + (7n << 253n)), false],
    ["R not on the curve", A.toBytes(), concat(littleEndian(2n), littleEndian(s)), false],
    ["a key not on the curve", littleEndian(2n), good, false],
    ["63 bytes", A.toBytes(), good.subarray(1), false],
    ["65 bytes", A.toBytes(), concat(good, Uint8Array.of(0)), false],
    ["a key of 31 bytes", A.toBytes().subarray(1), good, false],
    ...both.map(([name, key, r]): Case => [name, key.toBytes(), ed25519Case(key.toBytes(), r.toBytes()), false]),
  ];
  // Every encoding of the eight points of small order, canonical or not, as key (s = 0 R = A: holds for some) and as R.
  for (let i = 0n; i < 8n; i++) {
    const canonical = torsion.multiplyUnsafe(i).toBytes();
    const y = fromLittleEndian(canonical) & ((1n << 255n) - 1n);
    const encodings = [canonical, ...(y < 19n ? [littleEndian(y + P)] : [])];
    for (const encoding of encodings.flatMap((bytes) => [bytes, flipSign(bytes)])) {
      const name = `${i} · torsion as ${toHex(encoding)}`;
      cases.push([`key ${name}, s = 0`, encoding, concat(encoding, littleEndian(0n)), false]);
      cases.push([`key ${name}`, encoding, concat(R.toBytes(), littleEndian(nonce)), false]);
      const k = Point.Fn.create(fromLittleEndian(sha512(concat(encoding, A.toBytes(), message))));
      cases.push([`R ${name}`, A.toBytes(), concat(encoding, littleEndian(Point.Fn.create(k * secret))), false]);
    }
  }
  return cases;
}

function flipSign(bytes: Uint8Array): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  flipped[31] = (flipped[31] as number) ^ 0x80;
  return flipped;
}

/** A torsion in key and R that happens to cancel out: `k ≡ −1 (mod 8)`. Valid by the equation without cofactor. */
function cancellingTorsion(): { key: Uint8Array; text: Uint8Array; signature: Uint8Array } {
  const key = Point.BASE.multiply(secret).add(torsion).toBytes();
  const r = Point.BASE.multiply(nonce).add(torsion).toBytes();
  for (let i = 0; ; i++) {
    const text = Uint8Array.of(i);
    const k = Point.Fn.create(fromLittleEndian(sha512(concat(r, key, text))));
    if (k % 8n === 7n) return { key, text, signature: ed25519Case(key, r, text) };
  }
}

describe("the rule of ed25519", () => {
  const verifiers = {
    pure: purePrimitives.ed25519.verify,
    "node:crypto": native.nodePrimitives.ed25519.verify,
    "verifySignature, pure": (key: Uint8Array, text: Uint8Array, signature: Uint8Array) =>
      verifySignature("ed25519", toHex(key), text, toHex(signature)),
    "verifySignature, native": (key: Uint8Array, text: Uint8Array, signature: Uint8Array) =>
      native.verifySignature("ed25519", toHex(key), text, toHex(signature)),
    "libsodium alone": (key: Uint8Array, text: Uint8Array, signature: Uint8Array) =>
      key.length === 32 &&
      signature.length === 64 &&
      sodium.crypto_sign_verify_detached(Buffer.from(signature), Buffer.from(text), Buffer.from(key)),
  };

  it.each(ed25519Cases())("is the same for everybody: %s", (_, key, signature, valid) => {
    for (const [name, verify] of Object.entries(verifiers)) {
      expect([name, verify(key, message, signature)]).toEqual([name, valid]);
    }
  });

  it("has no cofactor: accepts torsion exactly when it cancels out", () => {
    const { key, text, signature } = cancellingTorsion();
    for (const [name, verify] of Object.entries(verifiers)) {
      expect([name, verify(key, text, signature)]).toEqual([name, true]);
    }
  });
});

describe("the rule of sr25519", () => {
  const alice = keypairFromUri("//Alice", "sr25519");
  const key = fromHex(alice.publicKey);
  const good = fromHex(alice.sign(message));
  const s = fromLittleEndian(good.subarray(32)) & ((1n << 255n) - 1n);
  const withS = (value: bigint) => concat(good.subarray(0, 32), littleEndian(value | (1n << 255n)));
  const anyR = ristretto255.Point.BASE.multiply(nonce).toBytes();

  const cases: Case[] = [
    ["an honest signature", key, good, true],
    ["no marker bit", key, concat(good.subarray(0, 32), littleEndian(s)), false],
    ["s + L", key, withS(s + L), false],
    ["s = 0", key, withS(0n), false],
    [
      "R that is not canonical",
      key,
      concat(littleEndian(P - fromLittleEndian(good.subarray(0, 32))), good.subarray(32)),
      false,
    ],
    ["R = identity", key, concat(new Uint8Array(32), good.subarray(32)), false],
    ["a key that is not canonical", littleEndian(P - fromLittleEndian(key)), good, false],
    ["a key at or above the modulus", littleEndian(P), good, false],
    // For this key schnorrkel accepts R = sB, which anybody can make.
    ["the identity as key", new Uint8Array(32), concat(anyR, littleEndian(nonce | (1n << 255n))), false],
    ["63 bytes", key, good.subarray(1), false],
  ];

  it.each(cases)("is the same for everybody: %s", (_, publicKey, signature, valid) => {
    expect(verifySignature("sr25519", toHex(publicKey), message, toHex(signature))).toBe(valid);
    expect(native.verifySignature("sr25519", toHex(publicKey), message, toHex(signature))).toBe(valid);
  });
});

describe("the rule of ecdsa", () => {
  const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const alice = keypairFromUri("//Alice", "ecdsa");
  const key = fromHex(alice.publicKey);
  const good = fromHex(alice.sign(message));
  const r = good.subarray(0, 32);
  const s = BigInt(toHex(good.subarray(32, 64)));
  const v = good[64] as number;
  const be = (value: bigint) => littleEndian(value).reverse();
  const signature = (rBytes: Uint8Array, sValue: bigint, last: number) =>
    concat(rBytes, be(sValue), Uint8Array.of(last));

  const cases: Case[] = [
    ["an honest signature", key, good, true],
    ["the honest signature for the account", blake2b256(key), good, true],
    ["high s", key, signature(r, N - s, v ^ 1), false],
    ["v = 27 or 28", key, signature(r, s, v + 27), false],
    ["v = 2 or 3", key, signature(r, s, v + 2), false],
    ["the other v", key, signature(r, s, v ^ 1), false],
    ["r = 0", key, signature(be(0n), s, v), false],
    ["r = n", key, signature(be(N), s, v), false],
    ["s = 0", key, signature(r, 0n, v), false],
    ["r that is no coordinate", key, signature(be(5n), s, v), false],
    ["64 bytes", key, good.subarray(1), false],
    ["a key of 20 bytes", key.subarray(0, 20), good, false],
  ];

  it.each(cases)("is the same for everybody: %s", (_, publicKey, proof, valid) => {
    expect(verifySignature("ecdsa", toHex(publicKey), message, toHex(proof))).toBe(valid);
    expect(native.verifySignature("ecdsa", toHex(publicKey), message, toHex(proof))).toBe(valid);
  });

  it("recovers Ethereum addresses, natively and in JavaScript, from low s alone", () => {
    const privateKey = fromHex("0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318");
    const digest = keccak256(message);
    const proof = signEcdsa(privateKey, digest);
    expect(ethAddress(privateKey)).toBe("0x2c7536e3605d9c16a7a3d7b1898e529396a65c23");
    expect(ethAddressOf(keypairFromSeed(privateKey, "ecdsa").publicKey)).toBe(ethAddress(privateKey));
    expect(() => ethAddressOf(`0x05${"00".repeat(32)}`)).toThrow(expect.toSatisfy(errors.BadKey.is));
    expect(native.signEcdsa(privateKey, digest)).toBe(proof);
    const bytes = fromHex(proof);
    const high = signature(bytes.subarray(0, 32), N - BigInt(toHex(bytes.subarray(32, 64))), (bytes[64] as number) ^ 1);
    for (const recover of [recoverEthAddress, native.recoverEthAddress]) {
      expect(recover(digest, proof)).toBe(ethAddress(privateKey));
      expect(recover(digest, toHex(high))).toBeUndefined();
      expect(recover(digest.subarray(1), proof)).toBeUndefined();
    }
  });
});

describe("native verification", () => {
  it.each(["sr25519", "ed25519", "ecdsa"] as const)(
    "answers like JavaScript for any change of an honest %s signature",
    (scheme) =>
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(), fc.nat(), fc.boolean(), (text, at, bit, inKey) => {
          const pair = native.keypairFromUri(
            "0x0101010101010101010101010101010101010101010101010101010101010101",
            scheme,
          );
          const key = fromHex(pair.publicKey);
          const proof = fromHex(pair.sign(text));
          const target = inKey ? key : proof;
          target[at % target.length] = (target[at % target.length] as number) ^ (1 << (bit % 8));
          expect(native.verifySignature(scheme, toHex(key), text, toHex(proof))).toBe(
            verifySignature(scheme, toHex(key), text, toHex(proof)),
          );
        }),
        { numRuns: 25 },
      ),
  );

  it("uses libsecp256k1 where it has a binary, and never elliptic", () => {
    const path = createRequire(import.meta.url).resolve("secp256k1/bindings");
    const hasBinary = process.platform === "linux" && process.arch === "x64";
    expect(path).toMatch(/bindings\.js$/);
    expect(native.ecdsaImplementation).toBe(hasBinary ? "libsecp256k1" : "noble");
  });
});
