import { type Anchor, type Authority, authorityOf, refuseRevoked, verifyChain } from "./chain.ts";
import { type Crl, verifyCrl } from "./crl.ts";
import { type SignedDocument, type VerifiedDocument, verifyDocument } from "./document.ts";
import { errors } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import { teeOfQeIdentity } from "./qe-identity.ts";
import type { ReportOf } from "./quote.ts";
import { readTcbInfo, type TcbInfo } from "./tcb-info.ts";

/** A revocation list of an authority below the root, and the authority's chain in PEM. */
export interface IssuedCrl {
  readonly list: Uint8Array;
  readonly chain: Uint8Array;
}

/** What Intel says of platforms and quoting enclaves, as its service gives it. */
export interface Collateral {
  /** In DER. */
  readonly rootCrl: Uint8Array;
  readonly pckCrl: IssuedCrl;
  readonly tcbInfo: SignedDocument;
  readonly qeIdentity: SignedDocument;
}

/** @throws those of revocation lists; `dcap.CertificateRevoked` when the root revokes itself */
export function verifyRootCrl(bytes: Uint8Array, { root, nowMs }: Anchor): Crl {
  const crl = verifyCrl("root", bytes, root, nowMs);
  refuseRevoked("root", root, crl);
  return crl;
}

/** A revocation list of platforms, and whose it is. */
export interface PckCrl extends Crl {
  readonly authority: Authority;
}

/** @throws those of chains and of revocation lists */
export function verifyPckCrl({ list, chain }: IssuedCrl, anchor: Anchor, rootCrl: Crl): PckCrl {
  const [certificate] = verifyChain("pck-crl", chain, anchor);
  const authority = certificate && authorityOf(certificate.commonName);
  if (!authority) throw errors.UntrustedChain({ chain: "pck-crl" });
  refuseRevoked("pck-crl", certificate, rootCrl);
  return { ...verifyCrl("pck", list, certificate, anchor.nowMs), authority };
}

/** @throws those of documents; `dcap.WrongCollateral` for another format */
export function verifyTcbInfo(document: SignedDocument, anchor: Anchor, rootCrl: Crl): VerifiedDocument & TcbInfo {
  const verified = verifyDocument("tcb-info", document, anchor);
  refuseRevoked("tcb-info", verified.signer, rootCrl);
  return { ...verified, ...readTcbInfo(verified.json) };
}

/** QE identity, and the kind of quotes it is for. */
export interface QeIdentity extends VerifiedDocument {
  readonly tee: ReportOf["tee"];
  readonly json: JsonObject;
}

/** @throws those of documents; `dcap.WrongCollateral` for another format */
export function verifyQeIdentity(document: SignedDocument, anchor: Anchor, rootCrl: Crl): QeIdentity {
  const verified = verifyDocument("qe-identity", document, anchor);
  refuseRevoked("qe-identity", verified.signer, rootCrl);
  return { ...verified, tee: teeOfQeIdentity(verified.json) };
}
