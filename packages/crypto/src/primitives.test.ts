import { fromHex, toHex } from "@pha/codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodePrimitives } from "./node/primitives.ts";
import { purePrimitives } from "./pure.ts";

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const message = fc.uint8Array({ maxLength: 200 });
const both = [
  ["purePrimitives", purePrimitives, nodePrimitives],
  ["nodePrimitives", nodePrimitives, purePrimitives],
] as const;

describe.each(both)("%s", (_, mine, other) => {
  it("hashes like the other implementation", () =>
    fc.assert(
      fc.property(message, bytes32, (input, key) => {
        for (const name of ["sha256", "sha384", "sha512", "blake2b256"] as const) {
          expect(mine[name](input)).toEqual(other[name](input));
        }
        expect(mine.hmacSha256(key, input)).toEqual(other.hmacSha256(key, input));
        expect(mine.hmacSha256(input, key)).toEqual(other.hmacSha256(input, key));
      }),
      { numRuns: 30 },
    ));

  it("agrees on X25519 secrets with the other implementation", () => {
    const a = mine.x25519.generate();
    const b = other.x25519.generate();
    expect(mine.x25519.publicKey(b.privateKey)).toEqual(b.publicKey);
    expect(mine.x25519.sharedSecret(a.privateKey, b.publicKey)).toEqual(
      other.x25519.sharedSecret(b.privateKey, a.publicKey),
    );
  });

  it("gives RFC 7748's keys and shared secret (§6.1)", () => {
    const alice = fromHex("0x77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    const bob = fromHex("0xde9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    expect(toHex(mine.x25519.publicKey(alice))).toBe(
      "0x8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
    );
    expect(toHex(mine.x25519.sharedSecret(alice, bob))).toBe(
      "0x4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742",
    );
  });

  it.each([
    ["zero", "00".repeat(32)],
    ["one", `01${"00".repeat(31)}`],
    ["a point of order 8", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"],
  ])("refuses X25519 with %s as the other's key", (_name, key) => {
    const { privateKey } = mine.x25519.generate();
    expect(() => mine.x25519.sharedSecret(privateKey, fromHex(`0x${key}`))).toThrowError(
      expect.objectContaining({ name: "BadKey" }),
    );
  });

  it("agrees with the other implementation about any X25519 keys, also those that are no canonical points", () => {
    const agreed = (primitives: typeof mine, secret: Uint8Array, key: Uint8Array) => {
      try {
        return toHex(primitives.x25519.sharedSecret(secret, key));
      } catch (error) {
        return (error as Error).name;
      }
    };
    const p = 2n ** 255n - 19n;
    const near = [0n, 1n, 2n, 9n, 18n].flatMap((n) => [n, p + n, p - 1n - n, 2n ** 255n + n]);
    const odd = near.map((n) => fromHex(`0x${n.toString(16).padStart(64, "0").slice(-64)}`).reverse());
    fc.assert(
      fc.property(bytes32, fc.oneof(bytes32, fc.constantFrom(...odd)), (secret, key) => {
        expect(agreed(mine, secret, key)).toBe(agreed(other, secret, key));
      }),
      { numRuns: 60 },
    );
    for (const key of odd)
      expect(agreed(mine, odd[3] as Uint8Array, key)).toBe(agreed(other, odd[3] as Uint8Array, key));
  });

  it("judges Ed25519 signatures that were tampered with like the other implementation", () =>
    fc.assert(
      fc.property(
        bytes32,
        message,
        fc.nat(63),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (seed, text, at, by, inKey) => {
          const [key, signature] = [mine.ed25519.publicKey(seed), mine.ed25519.sign(seed, text)];
          const place = inKey ? key : signature;
          place[at % place.length] = (place[at % place.length] as number) ^ by;
          expect(mine.ed25519.verify(key, text, signature)).toBe(other.ed25519.verify(key, text, signature));
        },
      ),
      { numRuns: 40 },
    ));

  it("signs and verifies Ed25519 like the other implementation", () =>
    fc.assert(
      fc.property(bytes32, message, (seed, text) => {
        const signature = mine.ed25519.sign(seed, text);
        expect(signature).toEqual(other.ed25519.sign(seed, text));
        expect(other.ed25519.verify(mine.ed25519.publicKey(seed), text, signature)).toBe(true);
        expect(mine.ed25519.verify(mine.ed25519.publicKey(seed), Uint8Array.of(...text, 0), signature)).toBe(false);
      }),
      { numRuns: 10 },
    ));

  it("uses the bytes that an array holds now, also where it held another key before", () => {
    const [first, second] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const peer = mine.x25519.publicKey(new Uint8Array(32).fill(3));
    const use = (key: Uint8Array) => [
      ...[mine.ed25519.publicKey(key), mine.ed25519.sign(key, peer)],
      ...[mine.x25519.publicKey(key), mine.x25519.sharedSecret(key, peer)],
    ];
    const reused = Uint8Array.from(first);
    expect(use(reused)).toEqual(use(first));
    reused.set(second);
    expect(use(reused)).toEqual(use(second));

    const { privateKey } = mine.x25519.generate();
    privateKey.set(second);
    expect(use(privateKey)).toEqual(use(second));
  });

  it("seals what the other implementation opens", () =>
    fc.assert(
      fc.property(bytes32, message, message, (key, aad, plaintext) => {
        const nonce = key.subarray(0, 12);
        const sealed = mine.chacha20poly1305.seal(key, nonce, aad, plaintext);
        expect(sealed.length).toBe(plaintext.length + 16);
        expect(other.chacha20poly1305.open(key, nonce, aad, sealed)).toEqual(plaintext);
      }),
      { numRuns: 30 },
    ));

  it("opens nothing that was changed or cut", () =>
    fc.assert(
      fc.property(bytes32, message, fc.nat(), (key, plaintext, at) => {
        const nonce = key.subarray(0, 12);
        const aad = new Uint8Array(0);
        const sealed = mine.chacha20poly1305.seal(key, nonce, aad, plaintext);
        const changed = Uint8Array.from(sealed);
        changed[at % sealed.length] = (changed[at % sealed.length] as number) ^ 1;
        for (const bad of [changed, sealed.subarray(1), sealed.subarray(0, -1), new Uint8Array(at % 16)]) {
          expect(() => mine.chacha20poly1305.open(key, nonce, aad, bad)).toThrowError(
            expect.objectContaining({ name: "Undecryptable" }),
          );
        }
      }),
      { numRuns: 30 },
    ));

  it("gives random bytes of the length asked for", () => {
    expect(mine.randomBytes(48).length).toBe(48);
    expect(mine.randomBytes(16)).not.toEqual(mine.randomBytes(16));
  });
});
