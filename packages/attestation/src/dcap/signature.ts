import { concat, type Hex } from "@pha/codec";
import { Der, type Fail, tags } from "./der.ts";

/** The algorithm identifier of ecdsa-with-SHA256 (RFC 5758 §3.2). */
export const ecdsaWithSha256: Hex = "0x300a06082a8648ce3d040302";

/** r and s, 32 bytes each, of a signature in DER (RFC 3279 §2.2.3). */
export function readSignature(bytes: Uint8Array, fail: Fail): Uint8Array {
  const outer = new Der(bytes, fail);
  const pair = outer.enter(tags.sequence);
  outer.end();
  const numbers = [pair.unsigned(), pair.unsigned()];
  pair.end();
  return concat(
    ...numbers.map((number) => {
      if (number.length > 32) throw fail("its signature is too long");
      return concat(new Uint8Array(32 - number.length), number);
    }),
  );
}
