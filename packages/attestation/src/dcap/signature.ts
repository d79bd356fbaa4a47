import { concat, type Hex, toHex } from "@pha/codec";
import { Der, type DerElement, type Fail, tags } from "./der.ts";

/** The algorithm identifier of ecdsa-with-SHA256 (RFC 5758 §3.2). */
const ecdsaWithSha256: Hex = "0x300a06082a8648ce3d040302";

/** What is signed, whose fields are to be read, and the signature over all of it. */
export interface Signed {
  readonly body: DerElement;
  readonly fields: Der;
  readonly signature: Uint8Array;
}

/** Reads what stands around every signed thing of X.509: the body, by which algorithm, the signature (RFC 5280 §4.1.1). */
export function readSigned(der: Uint8Array, fail: Fail): Signed {
  const outer = new Der(der, fail);
  const parts = outer.enter(tags.sequence);
  outer.end();
  const body = parts.element(tags.sequence);
  if (toHex(parts.element(tags.sequence).whole) !== ecdsaWithSha256) throw fail("it is not signed with ECDSA, SHA-256");
  const signature = readSignature(parts.octets(), fail);
  parts.end();
  return { body, fields: parts.inside(body.content), signature };
}

/** The algorithm again, within what is signed. */
export function readAlgorithmAgain(fields: Der, fail: Fail): void {
  if (toHex(fields.element(tags.sequence).whole) !== ecdsaWithSha256) throw fail("its two algorithms differ");
}

/** r and s, 32 bytes each, of a signature in DER (RFC 3279 §2.2.3). */
function readSignature(bytes: Uint8Array, fail: Fail): Uint8Array {
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
