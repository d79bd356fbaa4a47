import {
  bytes,
  decode,
  encode,
  enumeration,
  fixedBytes,
  struct,
  type TypeOf,
  text,
  u32,
  u64,
  variant,
  vec,
} from "@pha/codec";
import { MAX_EVENTS } from "./dcap/event-log.ts";
import { limits } from "./dcap/limits.ts";
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

const Event = struct({ type: u32, event: text({ max: 64 }), payload: bytes({ max: 4_096 }) });

/** A quote of Intel's hardware, and the events that its machine measured into RTMR3. */
export const DcapQuote = struct({ quote: bytes({ max: limits.quote }), events: vec(Event, { max: MAX_EVENTS }) });
export type DcapQuote = TypeOf<typeof DcapQuote>;

/** A quote in any version and of any kind. */
export const Quote = enumeration({
  V1: variant(1, enumeration({ Emulated: variant(0, EmulatedQuote), Dcap: variant(1, DcapQuote) })),
});
export type Quote = TypeOf<typeof Quote>;

/** Bytes of a quote, as the ledger takes them. */
export const encodeQuote = (quote: Quote): Uint8Array => encode(Quote, quote);

/**
 * The quote of these bytes.
 *
 * @throws `attestation.MalformedQuote`
 */
export function decodeQuote(encoded: Uint8Array): Quote {
  try {
    return decode(Quote, encoded);
  } catch (cause) {
    throw errors.MalformedQuote({ bytes: encoded.length }, cause);
  }
}
