import type { Hex } from "@pha/codec";
import { fromHex } from "@pha/codec";
import { ethAddress } from "@pha/crypto";
import { signEcdsa } from "@pha/crypto/node";

/** The key that votes; its secret stays in here. */
export interface ValidatorKey {
  /** 20 bytes: the name of the validator in its set. */
  readonly address: Hex;
  /** secp256k1 over a 32-byte digest: `r ‖ s ‖ v`, low s. */
  readonly sign: (digest: Uint8Array) => Hex;
}

/**
 * The key of a 32-byte secret.
 *
 * @throws `crypto.BadKey` when it is no secp256k1 key.
 */
export function makeValidatorKey(secret: Hex): ValidatorKey {
  const bytes = fromHex(secret);
  return { address: ethAddress(bytes), sign: (digest) => signEcdsa(bytes, digest) };
}
