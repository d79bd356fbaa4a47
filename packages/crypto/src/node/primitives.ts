import { Buffer } from "node:buffer"; // by import: an enclave's loader deletes the global
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from "node:crypto";
import { concat, Recent } from "@pha/codec";
import { errors } from "../errors.ts";
import { blake2b256 } from "../hash/digests.ts";
import type { Primitives } from "../primitives.ts";
import { isAdmissibleEd25519 } from "../sign/ed25519.ts";
import { hmacSha256, sha256, sha384, sha512 } from "./digests.ts";

/** DER before the 32 raw bytes of a key: RFC 8410. */
const der = (hex: string) => Buffer.from(hex, "hex");
const PREFIX = {
  x25519: { secret: der("302e020100300506032b656e04220420"), public: der("302a300506032b656e032100") },
  ed25519: { secret: der("302e020100300506032b657004220420"), public: der("302a300506032b6570032100") },
};

type Curve = keyof typeof PREFIX;

function expect32(bytes: Uint8Array): void {
  if (bytes.length !== 32) throw errors.BadLength({ expected: 32, actual: bytes.length });
}

function secretKey(curve: Curve, raw: Uint8Array): KeyObject {
  expect32(raw);
  return createPrivateKey({ key: Buffer.concat([PREFIX[curve].secret, raw]), format: "der", type: "pkcs8" });
}

function publicKey(curve: Curve, raw: Uint8Array): KeyObject {
  expect32(raw);
  return createPublicKey({ key: Buffer.concat([PREFIX[curve].public, raw]), format: "der", type: "spki" });
}

/** Exactly these bytes, in memory of their own: a Buffer may be a window on a pool that others share. */
const own = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

/** The 32 bytes of a key, with which its DER ends. */
const raw = (key: KeyObject): Uint8Array =>
  own(key.export({ format: "der", type: key.type === "public" ? "spki" : "pkcs8" } as const).subarray(-32));

/** Keys that were used last: reading one takes as long as using it. */
const maxKeys = 256;

/** Reads a public key once. */
function once(curve: Curve): (bytes: Uint8Array) => KeyObject {
  const known = new Recent<string, KeyObject>(maxKeys);
  return (bytes) => {
    expect32(bytes);
    const name = Buffer.from(bytes.buffer, bytes.byteOffset, 32).toString("latin1");
    const key = known.get(name) ?? publicKey(curve, bytes);
    known.set(name, key);
    return key;
  };
}

const verifyingKey = once("ed25519");
const peerKey = once("x25519");

interface SecretKey {
  /** What was read, to know it again. */
  readonly bytes: Uint8Array;
  readonly key: KeyObject;
  publicKey?: Uint8Array;
}

/** Secret keys of a curve, each read once for as long as somebody has the array of its bytes. */
class SecretKeys {
  readonly #known = new WeakMap<Uint8Array, SecretKey>();
  readonly #curve: Curve;

  constructor(curve: Curve) {
    this.#curve = curve;
  }

  of(bytes: Uint8Array): KeyObject {
    return this.#get(bytes).key;
  }

  /** Computing the public half takes as long as using the key. */
  publicKey(bytes: Uint8Array): Uint8Array {
    const secret = this.#get(bytes);
    secret.publicKey ??= raw(createPublicKey(secret.key));
    return own(secret.publicKey);
  }

  add(bytes: Uint8Array, key: KeyObject): SecretKey {
    const secret = { bytes: own(bytes), key };
    this.#known.set(bytes, secret);
    return secret;
  }

  /** The key that the array holds now: it may have been overwritten since. */
  #get(bytes: Uint8Array): SecretKey {
    const known = this.#known.get(bytes);
    if (known && timingSafeEqual(known.bytes, bytes)) return known;
    known?.bytes.fill(0);
    return this.add(bytes, secretKey(this.#curve, bytes));
  }
}

const halves = new SecretKeys("x25519");
const seeds = new SecretKeys("ed25519");

const cipher = "chacha20-poly1305";

/**
 * {@link Primitives} from `node:crypto` alone (BLAKE2b-256 in JavaScript): no native addon, so it also runs where
 * addons are forbidden, as in an enclave's loader.
 */
export const nodePrimitives: Primitives = {
  randomBytes: (length) => own(randomBytes(length)),
  sha256,
  sha384,
  sha512,
  blake2b256,
  hmacSha256,
  x25519: {
    generate() {
      const { privateKey, publicKey } = generateKeyPairSync("x25519");
      const pair = { privateKey: raw(privateKey), publicKey: raw(publicKey) };
      halves.add(pair.privateKey, privateKey);
      return pair;
    },
    publicKey: (privateKey) => halves.publicKey(privateKey),
    sharedSecret(privateKey, peer) {
      const keys = { privateKey: halves.of(privateKey), publicKey: peerKey(peer) };
      try {
        return new Uint8Array(diffieHellman(keys));
      } catch (cause) {
        throw errors.BadKey({ scheme: "x25519" }, cause);
      }
    },
  },
  ed25519: {
    publicKey: (seed) => seeds.publicKey(seed),
    sign: (seed, message) => own(sign(null, message, seeds.of(seed))),
    // With the bytes checked as the project's rule has it, OpenSSL's equation is that rule's equation.
    verify: (key, message, signature) =>
      isAdmissibleEd25519(key, signature) && verify(null, message, verifyingKey(key), signature),
  },
  chacha20poly1305: {
    seal(key, nonce, aad, plaintext) {
      const sealing = createCipheriv(cipher, key, nonce, { authTagLength: 16 });
      sealing.setAAD(aad, { plaintextLength: plaintext.length });
      return concat(sealing.update(plaintext), sealing.final(), sealing.getAuthTag());
    },
    open(key, nonce, aad, ciphertext) {
      if (ciphertext.length < 16) throw errors.Undecryptable();
      const body = ciphertext.subarray(0, -16);
      const opening = createDecipheriv(cipher, key, nonce, { authTagLength: 16 });
      opening.setAAD(aad, { plaintextLength: body.length });
      opening.setAuthTag(ciphertext.subarray(-16));
      try {
        return concat(opening.update(body), opening.final());
      } catch (cause) {
        throw errors.Undecryptable({}, cause);
      }
    },
  },
};
