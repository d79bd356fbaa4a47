import type { Hex } from "@pha/codec";

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
