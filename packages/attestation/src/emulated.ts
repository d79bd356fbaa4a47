import { concat, encode, fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { type Keypair, keypairFromSeed, keypairFromUri } from "@pha/crypto";
import { type PlatformCertificate, type Quote, QuoteBody } from "./quote.ts";

/** Secret URI of the development root: published, like //Alice, so whoever likes issues certificates with it. */
export const DEVELOPMENT_ROOT_URI = "//Emulated//Root";

let root: Keypair | undefined;

/** The key that certifies emulated platforms on development networks. What it signs proves nothing. */
export function developmentRoot(): Keypair {
  root ??= keypairFromUri(DEVELOPMENT_ROOT_URI, "ed25519");
  return root;
}

/** Message that the root signs to make a platform its own: `"phala/platform/v1" ‖ platform key`. */
export const certificateMessage = (publicKey: Hex): Uint8Array => concat(utf8("phala/platform/v1"), fromHex(publicKey));

/** Message that a platform signs to make a quote: `"phala/quote/v1" ‖ SCALE(body)`. */
export const quoteMessage = (body: QuoteBody): Uint8Array => concat(utf8("phala/quote/v1"), encode(QuoteBody, body));

/** The certificate of the platform with this 32-byte quoting seed. */
export function issueCertificate(issuer: Keypair, seed: Uint8Array): PlatformCertificate {
  const { publicKey } = keypairFromSeed(seed, "ed25519");
  return { publicKey, signature: issuer.sign(certificateMessage(publicKey)) };
}

/** Fields that the emulated CPU puts into a quote. */
export interface QuoteRequest {
  readonly certificate: PlatformCertificate;
  /** 32 bytes, the secret half of the certificate's key. */
  readonly seed: Uint8Array;
  readonly measurement: Hex;
  /** 64 bytes. */
  readonly reportData: Uint8Array;
  /** Unix time in milliseconds. */
  readonly issuedAtMs: bigint;
}

/**
 * A quote of an emulated platform.
 *
 * @throws `codec.BadLength` when measurement or report data have another length.
 */
export function signQuote({ certificate, seed, measurement, reportData, issuedAtMs }: QuoteRequest): Quote {
  const body: QuoteBody = { measurement, reportData: toHex(reportData), issuedAtMs };
  const signature = keypairFromSeed(seed, "ed25519").sign(quoteMessage(body));
  return { type: "V1", value: { type: "Emulated", value: { certificate, body, signature } } };
}
