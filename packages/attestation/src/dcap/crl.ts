import { type Hex, toHex } from "@pha/codec";
import { verifyP256 } from "@pha/crypto";
import type { Certificate } from "./certificate.ts";
import { type Der, type Fail, tags } from "./der.ts";
import { errors } from "./errors.ts";
import { requireShort } from "./limits.ts";
import { readAlgorithmAgain, readSigned } from "./signature.ts";
import { readTime } from "./time.ts";

/** Which of the two authorities a revocation list is by: the root, or the one that issued the platform's certificate. */
export type CrlOf = "root" | "pck";

/** A revocation list, verified. */
export interface Crl {
  readonly issuer: Hex;
  /** Key of the authority that signed it. */
  readonly issuerKey: Uint8Array;
  readonly thisUpdateMs: bigint;
  readonly nextUpdateMs: bigint;
  readonly revoked: ReadonlySet<Hex>;
}

/**
 * Reads a complete revocation list (RFC 5280 §5) and verifies that `authority` issued it and that it is the one to use.
 *
 * @throws `dcap.MalformedCrl`, `UntrustedCrl`, `CrlNotValid`, `TooLong`
 */
export function verifyCrl(of: CrlOf, bytes: Uint8Array, authority: Certificate, nowMs: bigint): Crl {
  requireShort("crl", bytes);
  const { signed, signature, ...crl } = readCrl(of, bytes);
  if (crl.issuer !== authority.subject || !authority.isAuthority || !authority.mayIssue.crls)
    throw errors.UntrustedCrl({ of, reason: "another authority issued it" });
  if (!verifyP256(authority.publicKey, signed, signature)) throw errors.UntrustedCrl({ of, reason: "its signature" });
  if (nowMs < crl.thisUpdateMs || nowMs > crl.nextUpdateMs)
    throw errors.CrlNotValid({ of, thisUpdateMs: crl.thisUpdateMs, nextUpdateMs: crl.nextUpdateMs });
  return { ...crl, issuerKey: authority.publicKey };
}

function readCrl(of: CrlOf, bytes: Uint8Array) {
  const fail = (reason: string) => errors.MalformedCrl({ of, reason });
  const { body, fields, signature } = readSigned(bytes, fail);
  if (fields.natural() !== 1) throw fail("it is not of version 2");
  readAlgorithmAgain(fields, fail);
  const issuer = toHex(fields.element(tags.sequence).whole);
  const thisUpdateMs = readTime(fields, fail);
  const nextUpdateMs = readTime(fields, fail);
  const revoked = fields.nextIs(tags.sequence) ? readRevoked(fields.enter(tags.sequence), fail) : new Set<Hex>();
  const wrapped = fields.enter(tags.context(0));
  fields.end();
  refuseCritical(wrapped.enter(tags.sequence), fail);
  wrapped.end();
  return { signed: body.whole, signature, issuer, thisUpdateMs, nextUpdateMs, revoked };
}

function readRevoked(list: Der, fail: Fail): Set<Hex> {
  const serials = new Set<Hex>();
  while (!list.isDone) {
    const entry = list.enter(tags.sequence);
    serials.add(toHex(entry.unsigned()));
    readTime(entry, fail);
    if (!entry.isDone) refuseCritical(entry.enter(tags.sequence), fail);
    entry.end();
  }
  return serials;
}

/** A critical extension may say that the list is of part of the certificates only: such a list says too little. */
function refuseCritical(extensions: Der, fail: Fail): void {
  while (!extensions.isDone) {
    const extension = extensions.enter(tags.sequence);
    extension.oid();
    if (extension.nextIs(tags.boolean) && extension.boolean()) throw fail("it has a critical extension");
    extension.element(tags.octetString);
    extension.end();
  }
}
