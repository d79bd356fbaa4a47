import { developmentRoot, encodeQuote, issueCertificate, signQuote } from "@pha/attestation";
import { fromHex, type Hex, utf8 } from "@pha/codec";
import { hkdfSha256 } from "@pha/crypto";
import type { Platform } from "../platform.ts";

/** The emulated CPU's secrets at work: what real hardware keeps in fuses, this keeps in a file and in this process. */
export interface EmulatedPlatform extends Platform {
  /** Public key that signs this platform's quotes. */
  readonly publicKey: Hex;
}

const sealingLabel = utf8("phala/seal/v1");
const quotingLabel = utf8("phala/quoting-key/v1");

/** The platform that this 32-byte secret makes. Its certificate is issued by the published development root. */
export function makePlatform(secret: Uint8Array): EmulatedPlatform {
  const seed = hkdfSha256(secret, new Uint8Array(), quotingLabel, 32);
  const certificate = issueCertificate(developmentRoot(), seed);
  return {
    publicKey: certificate.publicKey,
    attested: (measurement) => measurement,
    sealingRoot: (measurement) => hkdfSha256(secret, fromHex(measurement), sealingLabel, 32),
    quote: (measurement, reportData) =>
      encodeQuote(signQuote({ certificate, seed, measurement, reportData, issuedAtMs: BigInt(Date.now()) })),
  };
}
