import type { AccountId, Hex } from "@pha/codec";
import type { Scheme } from "@pha/crypto";

/** What signs for an account: a `Keypair` of `@pha/crypto`, or a wallet. */
export interface Signer {
  readonly scheme: Scheme;
  readonly accountId: AccountId;
  /** The scheme's signature over the message; ecdsa over its BLAKE2b-256. */
  sign(message: Uint8Array): Hex | Promise<Hex>;
}
