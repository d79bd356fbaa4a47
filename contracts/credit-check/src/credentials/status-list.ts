import { base64urlnopad } from "@scure/base";
import { gunzipSync } from "fflate";
import { type Credential, refuse } from "./credential.ts";

/** Bits that a list has at least, so that a place in it names nobody; and at most, here. */
const leastBits = 131_072;
const mostBits = 8 * leastBits;

/**
 * The list of a credential, as it is encoded: a bit for each credential that its issuer may take back (W3C Bitstring
 * Status List 1.0).
 *
 * @throws `BadCredential`
 */
export function encodedListOf({ types, claims }: Credential): string {
  const { encodedList, statusPurpose } = claims;
  if (!types.includes("BitstringStatusListCredential")) return refuse("This is no BitstringStatusListCredential.");
  if (statusPurpose !== "revocation" && statusPurpose !== "suspension")
    return refuse("A list here is of what is revoked or suspended.");
  if (typeof encodedList !== "string") return refuse("A list is without its encodedList.");
  return bitsOf(encodedList).length * 8 >= leastBits ? encodedList : refuse(`A list has ${leastBits} bits or more.`);
}

/** Whether a place is set: the first is the highest bit of the first byte. A place that there is not is as good as set. */
export const isSet = (encodedList: string, index: number): boolean =>
  ((bitsOf(encodedList)[index >> 3] ?? 0xff) & (0x80 >> (index & 7))) !== 0;

function bitsOf(encodedList: string): Uint8Array {
  try {
    if (!encodedList.startsWith("u")) throw new TypeError("another multibase");
    return gunzipSync(base64urlnopad.decode(encodedList.slice(1)), { out: new Uint8Array(mostBits / 8) });
  } catch {
    return refuse(`An encodedList is u and the base64url of a GZIP of up to ${mostBits} bits.`);
  }
}
