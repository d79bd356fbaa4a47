import { type Hex, utf8 } from "@pha/codec";
import { personalDigest, recoverEthAddress } from "@pha/crypto";

/**
 * What an EVM wallet signs, as a text that people can read (EIP-191), to end the certificates of its account, of which
 * `revocations` were made before. It holds once: then the ledger counts one more.
 */
export const revocationText = (genesis: Hex, revocations: number): string =>
  [
    "phala/revocation/v1",
    `genesis: ${genesis}`,
    "ends: all certificates signed so far",
    `revocations before: ${revocations}`,
  ].join("\n");

/** What the wallet of an address is said to have signed. */
export interface Revocation {
  readonly address: Hex;
  readonly revocations: number;
  /** `r ‖ s ‖ v`, v = 0 or 1. */
  readonly signature: Hex;
}

/** Whether the address's wallet has signed {@link revocationText}. */
export const isSignedRevocation = (genesis: Hex, { address, revocations, signature }: Revocation): boolean =>
  recoverEthAddress(personalDigest(utf8(revocationText(genesis, revocations))), signature) === address;
