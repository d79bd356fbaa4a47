import { ascii } from "./ascii.ts";
import { errors } from "./errors.ts";
import { requireShort } from "./limits.ts";

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const block = /-----BEGIN CERTIFICATE-----\n((?:[A-Za-z0-9+/]{1,76}={0,2}\n)+)-----END CERTIFICATE-----\n?/y;

/**
 * Certificates (DER) of a chain in PEM (RFC 7468), which may end with a zero byte, as in quotes. Nothing may stand
 * between, before or behind them, so no byte can be another.
 *
 * @throws `dcap.MalformedCertificate`, `dcap.TooLong`
 */
export function readPem(chain: string, bytes: Uint8Array): Uint8Array[] {
  requireShort("chain", bytes);
  const fail = (reason: string) => errors.MalformedCertificate({ chain, reason });
  const isTerminated = bytes.at(-1) === 0;
  const text = ascii(isTerminated ? bytes.subarray(0, -1) : bytes)?.replaceAll("\r\n", "\n");
  if (text === undefined) throw fail("it is not ASCII");
  if (isTerminated && !text.endsWith("\n")) throw fail("its last line does not end");
  const certificates: Uint8Array[] = [];
  let at = 0;
  while (at < text.length) {
    block.lastIndex = at;
    const match = block.exec(text);
    const der = match && fromBase64((match[1] as string).replaceAll("\n", ""));
    if (!der) throw fail("it is not a list of certificates in PEM");
    certificates.push(der);
    at += match[0].length;
  }
  return certificates;
}

/** Bytes of base64 (RFC 4648) in its one form; `undefined` for anything else. */
function fromBase64(text: string): Uint8Array | undefined {
  const padding = text.indexOf("=") < 0 ? 0 : text.length - text.indexOf("=");
  if (text.length % 4 !== 0 || padding > 2) return undefined;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 4) {
    const missing = at + 4 === text.length ? padding : 0;
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const digit = i < 4 - missing ? digits.indexOf(text[at + i] as string) : 0;
      if (digit < 0) return undefined;
      value = value * 64 + digit;
    }
    if (value & ((1 << (8 * missing)) - 1)) return undefined; // bits that belong to no byte
    bytes.set([value >> 16, (value >> 8) & 0xff, value & 0xff], length);
    length += 3;
  }
  return bytes.subarray(0, length - padding);
}
