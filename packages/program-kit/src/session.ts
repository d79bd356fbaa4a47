import { type Hex, toHex } from "@pha/codec";
import type { Primitives } from "@pha/crypto";

/** The keys an enclave makes at every start: never sealed, gone with the process. */
export interface Session {
  /** Ed25519 public key: signs answers, bare extrinsics and key requests. */
  readonly signKey: Hex;
  /** X25519 public key: keys and shares are sealed to it. */
  readonly hpkeKey: Hex;
  /** Ed25519 signature of the session. */
  readonly sign: (message: Uint8Array) => Uint8Array;
  /** X25519 secret of `hpkeKey`. */
  readonly hpkeSecret: Uint8Array;
}

/** Makes a new session. */
export function makeSession({ randomBytes, ed25519, x25519 }: Primitives): Session {
  const seed = randomBytes(32);
  const hpke = x25519.generate();
  return {
    signKey: toHex(ed25519.publicKey(seed)),
    hpkeKey: toHex(hpke.publicKey),
    sign: (message) => ed25519.sign(seed, message),
    hpkeSecret: hpke.privateKey,
  };
}
