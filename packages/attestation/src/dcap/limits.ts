import { errors } from "./errors.ts";

/** Most bytes that the verifier reads of each piece: several times what Intel's are, so that its time is bounded. */
export const limits = {
  quote: 12_288,
  crl: 65_536,
  document: 32_768,
  chain: 8_192,
} as const;

/** @throws `dcap.TooLong` */
export function requireShort(what: keyof typeof limits, bytes: Uint8Array): void {
  const max = limits[what];
  if (bytes.length > max) throw errors.TooLong({ what, max, actual: bytes.length });
}
