import type { Primitives } from "@pha/crypto";

/**
 * Primitives that compute the public half of a secret once for as long as that is there: whoever opens what was sealed
 * to a key needs it each time, and it takes as long as the key agreement.
 */
export function knowingKeys(primitives: Primitives): Primitives {
  const known = new WeakMap<Uint8Array, Uint8Array>();
  const publicKey = (secret: Uint8Array): Uint8Array => {
    const key = known.get(secret) ?? primitives.x25519.publicKey(secret);
    known.set(secret, key);
    return key;
  };
  return { ...primitives, x25519: { ...primitives.x25519, publicKey } };
}
