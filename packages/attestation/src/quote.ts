import { decode, encode, enumeration, fixedBytes, struct, type TypeOf, u64, variant } from "@pha/codec";
import { errors } from "./errors.ts";

const Bytes32 = fixedBytes(32);
const Signature = fixedBytes(64);

/** The root's statement on a platform: that this Ed25519 key is one of its platforms'. */
export const PlatformCertificate = struct({ publicKey: Bytes32, signature: Signature });
export type PlatformCertificate = TypeOf<typeof PlatformCertificate>;

/** A platform's statement on a program: its SHA-384, and the 64 bytes it asked to have bound to it. */
export const QuoteBody = struct({ measurement: fixedBytes(48), reportData: fixedBytes(64), issuedAtMs: u64 });
export type QuoteBody = TypeOf<typeof QuoteBody>;

/** A quote of an emulated platform: root → certificate → body, Ed25519 twice. */
export const EmulatedQuote = struct({ certificate: PlatformCertificate, body: QuoteBody, signature: Signature });
export type EmulatedQuote = TypeOf<typeof EmulatedQuote>;

/** A quote in any version and of any kind; index 1 of the kinds is kept for hardware (`dcap`). */
export const Quote = enumeration({ V1: variant(1, enumeration({ Emulated: variant(0, EmulatedQuote) })) });
export type Quote = TypeOf<typeof Quote>;

/** Bytes of a quote, as the ledger takes them. */
export const encodeQuote = (quote: Quote): Uint8Array => encode(Quote, quote);

/**
 * The quote of these bytes.
 *
 * @throws `attestation.MalformedQuote`
 */
export function decodeQuote(bytes: Uint8Array): Quote {
  try {
    return decode(Quote, bytes);
  } catch (cause) {
    throw errors.MalformedQuote({ bytes: bytes.length }, cause);
  }
}
