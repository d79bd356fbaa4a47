import { equalBytes, type Hex, toHex } from "@pha/codec";
import { verifyP256 } from "@pha/crypto";
import { ascii } from "./ascii.ts";
import { type Der, type Fail, tags } from "./der.ts";
import { errors } from "./errors.ts";
import { readAlgorithmAgain, readSigned } from "./signature.ts";
import { readTime } from "./time.ts";

/** A certificate of Intel's attestation PKI (X.509 v3, P-256). Parsed, not verified. */
export interface Certificate {
  readonly der: Uint8Array;
  /** What the issuer signed. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  readonly serial: Hex;
  /** Whole names, to be compared byte by byte. */
  readonly issuer: Hex;
  readonly subject: Hex;
  readonly commonName: string;
  /** Common name of the issuer. */
  readonly issuerName: string;
  readonly notBeforeMs: bigint;
  readonly notAfterMs: bigint;
  /** x and y. */
  readonly publicKey: Uint8Array;
  readonly isAuthority: boolean;
  /** Authorities that may follow below this one. */
  readonly pathLength: number | undefined;
  readonly mayIssue: { readonly certificates: boolean; readonly crls: boolean };
  /** Intel's SGX extension, of PCK certificates. */
  readonly sgx: Uint8Array | undefined;
}

const oids = {
  commonName: "0x550403",
  basicConstraints: "0x551d13",
  keyUsage: "0x551d0f",
  sgx: "0x2a864886f84d010d01",
} as const;

/** id-ecPublicKey with prime256v1, as an algorithm identifier. */
const p256Key: Hex = "0x301306072a8648ce3d020106082a8648ce3d030107";

/**
 * Reads a certificate.
 *
 * @throws `dcap.MalformedCertificate`
 */
export function readCertificate(chain: string, der: Uint8Array): Certificate {
  const fail = (reason: string) => errors.MalformedCertificate({ chain, reason });
  const { body, fields, signature } = readSigned(der, fail);
  const version = fields.enter(tags.context(0));
  if (version.natural() !== 2) throw fail("it is not of version 3");
  version.end();
  const serial = toHex(fields.unsigned());
  readAlgorithmAgain(fields, fail);
  const issuer = fields.element(tags.sequence);
  const validity = fields.enter(tags.sequence);
  const notBeforeMs = readTime(validity, fail);
  const notAfterMs = readTime(validity, fail);
  validity.end();
  const subject = fields.element(tags.sequence);
  const key = fields.enter(tags.sequence);
  if (toHex(key.element(tags.sequence).whole) !== p256Key) throw fail("its key is not of P-256");
  const point = key.octets();
  key.end();
  if (point.length !== 65 || point[0] !== 4) throw fail("its key is not an uncompressed point");
  const wrapped = fields.enter(tags.context(3));
  fields.end();
  const extensions = readExtensions(wrapped.enter(tags.sequence), fail);
  wrapped.end();
  return {
    der,
    signed: body.whole,
    signature,
    serial,
    issuer: toHex(issuer.whole),
    subject: toHex(subject.whole),
    commonName: readCommonName(fields.inside(subject.content)) ?? "",
    issuerName: readCommonName(fields.inside(issuer.content)) ?? "",
    notBeforeMs,
    notAfterMs,
    publicKey: point.subarray(1),
    ...extensions,
  };
}

/** Whether the key of `issuer`, which may issue, signed `certificate` in its name. */
export const isIssuedBy = (certificate: Certificate, issuer: Certificate): boolean =>
  issuer.isAuthority &&
  issuer.mayIssue.certificates &&
  certificate.issuer === issuer.subject &&
  verifyP256(issuer.publicKey, certificate.signed, certificate.signature);

export const isSameCertificate = (a: Certificate, b: Certificate): boolean => equalBytes(a.der, b.der);

function readCommonName(names: Der): string | undefined {
  let found: string | undefined;
  while (!names.isDone) {
    const set = names.enter(tags.set);
    const pair = set.enter(tags.sequence);
    set.end();
    const isCommonName = pair.oid() === oids.commonName;
    const { content } = pair.any();
    pair.end();
    if (isCommonName) found = ascii(content);
  }
  return found;
}

type Extensions = Pick<Certificate, "isAuthority" | "pathLength" | "mayIssue" | "sgx">;

/** What is said of a certificate in its extensions. A critical one that is not known here makes it unreadable. */
function readExtensions(list: Der, fail: Fail): Extensions {
  const seen = new Set<Hex>();
  let found: Extensions = {
    isAuthority: false,
    pathLength: undefined,
    mayIssue: { certificates: false, crls: false },
    sgx: undefined,
  };
  while (!list.isDone) {
    const extension = list.enter(tags.sequence);
    const oid = extension.oid();
    const isCritical = extension.nextIs(tags.boolean) && extension.boolean();
    const { content } = extension.element(tags.octetString);
    extension.end();
    if (seen.has(oid)) throw fail("an extension is there twice");
    seen.add(oid);
    if (oid === oids.basicConstraints) found = { ...found, ...readConstraints(list.inside(content)) };
    else if (oid === oids.keyUsage) found = { ...found, mayIssue: readUsage(list.inside(content)) };
    else if (oid === oids.sgx) found = { ...found, sgx: content };
    else if (isCritical) throw fail("it has an unknown critical extension");
  }
  return found;
}

function readConstraints(value: Der): Pick<Extensions, "isAuthority" | "pathLength"> {
  const fields = value.enter(tags.sequence);
  value.end();
  const isAuthority = fields.nextIs(tags.boolean) && fields.boolean();
  const pathLength = fields.nextIs(tags.integer) ? fields.natural() : undefined;
  fields.end();
  return { isAuthority, pathLength };
}

/** Bits of RFC 5280 §4.2.1.3: 5 is keyCertSign, 6 is cRLSign. */
function readUsage(value: Der): Extensions["mayIssue"] {
  const { content } = value.element(tags.bitString);
  value.end();
  const bits = content[1] ?? 0;
  return { certificates: (bits & 0x04) !== 0, crls: (bits & 0x02) !== 0 };
}
