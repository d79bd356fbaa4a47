import { type Certificate, isIssuedBy, isSameCertificate, readCertificate } from "./certificate.ts";
import type { Crl } from "./crl.ts";
import { errors } from "./errors.ts";
import { readPem } from "./pem.ts";

/** Who certifies platforms: of several processors, or of one. */
export type Authority = "platform" | "processor";

/** Names under which Intel issues: a certificate counts only for what it was issued for. */
const authorities: ReadonlyMap<string, Authority> = new Map([
  ["Intel SGX PCK Platform CA", "platform"],
  ["Intel SGX PCK Processor CA", "processor"],
]);

/** The authority of a common name. */
export const authorityOf = (commonName: string): Authority | undefined => authorities.get(commonName);

/** What the certificates of a chain are for, from the first to the one before the root. */
const roles = {
  pck: [(name: string) => name === "Intel SGX PCK Certificate", (name: string) => authorities.has(name)],
  "pck-crl": [(name: string) => authorities.has(name)],
  "tcb-info": [(name: string) => name === "Intel SGX TCB Signing"],
  "qe-identity": [(name: string) => name === "Intel SGX TCB Signing"],
} as const satisfies Record<string, readonly ((name: string) => boolean)[]>;

/** The chains that there are. */
export type ChainOf = keyof typeof roles;

/** What chains are verified against. */
export interface Anchor {
  /** The pinned root; it must be in each chain, byte for byte. */
  readonly root: Certificate;
  readonly nowMs: bigint;
}

/** The pinned root, which must be valid now. */
export function readRoot(der: Uint8Array, nowMs: bigint): Anchor {
  const root = readCertificate("root", der);
  requireValid("root", root, nowMs);
  return { root, nowMs };
}

/**
 * Verifies a chain in PEM, root last, and gives its other certificates: who issued each, what each was issued for, when
 * each is valid. Whether one was revoked is {@link refuseRevoked}'s.
 *
 * @throws `dcap.MalformedCertificate`, `UntrustedChain`, `CertificateNotValid`, `TooLong`
 */
export function verifyChain(chain: ChainOf, pem: Uint8Array, { root, nowMs }: Anchor): Certificate[] {
  const untrusted = (reason: string) => errors.UntrustedChain({ chain, reason });
  const all = readPem(chain, pem).map((der) => readCertificate(chain, der));
  const expected = roles[chain];
  const last = all.pop();
  if (!last || !isSameCertificate(last, root)) throw untrusted("it does not end with the pinned root");
  if (all.length !== expected.length) throw untrusted("it has too few or too many certificates");
  for (const [i, certificate] of all.entries()) {
    if (!expected[i]?.(certificate.commonName)) throw untrusted(`certificate ${i} was issued for something else`);
    const issuer = all[i + 1] ?? root;
    if (issuer.pathLength !== undefined && issuer.pathLength < i) throw untrusted("it is longer than allowed");
    if (!isIssuedBy(certificate, issuer)) throw untrusted(`certificate ${i} was not issued by the next one`);
    const isLeaf = chain !== "pck-crl" && i === 0;
    if (certificate.isAuthority === isLeaf) throw untrusted(`certificate ${i} may issue what it may not, or not`);
    requireValid(chain, certificate, nowMs);
  }
  return all;
}

/** @throws `dcap.CertificateRevoked` */
export function refuseRevoked(chain: ChainOf | "root", certificate: Certificate, crl: Crl): void {
  if (certificate.issuer === crl.issuer && crl.revoked.has(certificate.serial))
    throw errors.CertificateRevoked({ chain, serial: certificate.serial });
}

function requireValid(chain: ChainOf | "root", { notBeforeMs, notAfterMs }: Certificate, nowMs: bigint): void {
  if (nowMs < notBeforeMs || nowMs > notAfterMs) throw errors.CertificateNotValid({ chain, notBeforeMs, notAfterMs });
}
