import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { concat, fromHex, type Hex, u32be, utf8 } from "@pha/codec";
import { limits } from "../dcap/limits.ts";
import type { HardwareAppraisal } from "../dcap/verify.ts";
import * as der from "./der-writer.ts";
import { type CertificatePlan, type CrlPlan, type EvidencePlan, plan } from "./evidence-plan.ts";

const keys = new Map<string, { readonly secret: KeyObject; readonly point: Uint8Array }>();

/** The P-256 key of a name, made when it is first asked for. */
function keyOf(name: string) {
  const known = keys.get(name);
  if (known) return known;
  const { privateKey: secret, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const { x, y } = publicKey.export({ format: "jwk" });
  const point = Uint8Array.from(Buffer.concat([x, y].map((part) => Buffer.from(String(part), "base64url"))));
  const key = { secret, point };
  keys.set(name, key);
  return key;
}

const signRaw = (by: string, message: Uint8Array): Uint8Array =>
  Uint8Array.from(sign("sha256", message, { key: keyOf(by).secret, dsaEncoding: "ieee-p1363" }));

const signDer = (by: string, message: Uint8Array): Uint8Array =>
  der.bits(Uint8Array.from(sign("sha256", message, keyOf(by).secret)));

const ecdsa = fromHex("0x300a06082a8648ce3d040302");
const p256 = fromHex("0x301306072a8648ce3d020106082a8648ce3d030107");
const nameOf = (name: string) => der.sequence(der.set(der.sequence(der.oid("0x550403"), der.text(name))));
const extension = (id: Hex, value: Uint8Array, isCritical = false) =>
  der.sequence(der.oid(id), ...(isCritical ? [der.boolean(true)] : []), der.octets(value));

/** Below Intel's SGX extension. */
const sgxOid = (...arcs: number[]): Hex => `0x2a864886f84d010d01${Buffer.from(arcs).toString("hex")}`;
const pair = (id: Hex, value: Uint8Array) => der.sequence(der.oid(id), value);

function sgxExtension({ ppid, fmspc, pceId, cpuSvn, pceSvn }: NonNullable<CertificatePlan["sgx"]>): Uint8Array {
  const tcb = der.sequence(
    ...cpuSvn.map((svn, i) => pair(sgxOid(2, i + 1), der.natural(svn))),
    pair(sgxOid(2, 17), der.natural(pceSvn)),
    pair(sgxOid(2, 18), der.octets(Uint8Array.from(cpuSvn))),
  );
  return der.sequence(
    pair(sgxOid(1), der.octets(fromHex(ppid))),
    pair(sgxOid(2), tcb),
    pair(sgxOid(3), der.octets(fromHex(pceId))),
    pair(sgxOid(4), der.octets(fromHex(fmspc))),
    pair(sgxOid(5), der.der(0x0a, Uint8Array.of(1))),
  );
}

function certificate(row: CertificatePlan): Uint8Array {
  const { isAuthority, pathLength, usage, sgx, extra } = row;
  const constraints = der.sequence(
    ...(isAuthority ? [der.boolean(true)] : []),
    ...(pathLength === undefined ? [] : [der.natural(pathLength)]),
  );
  const body = der.sequence(
    der.context(0, der.natural(2)),
    der.integer(fromHex(row.serial)),
    row.inner ?? ecdsa,
    nameOf(row.issuer),
    der.sequence(der.time(row.notBefore), der.time(row.notAfter)),
    nameOf(row.subject),
    der.sequence(p256, der.bits(concat(Uint8Array.of(4), keyOf(row.key).point))),
    der.context(
      3,
      der.sequence(
        extension("0x551d0f", der.bits(Uint8Array.of(usage), 1), true),
        extension("0x551d13", constraints, true),
        ...(sgx ? [extension(sgxOid(), sgxExtension(sgx))] : []),
        ...(extra ? [extension(extra, der.sequence(), true)] : []),
      ),
    ),
  );
  return der.sequence(body, ecdsa, signDer(row.signer, body));
}

function crl({ issuer, signer, thisUpdate, nextUpdate, revoked, isCritical }: CrlPlan): Uint8Array {
  const entries = revoked.map((serial) => der.sequence(der.integer(fromHex(serial)), der.time(thisUpdate)));
  const body = der.sequence(
    der.natural(1),
    ecdsa,
    nameOf(issuer),
    der.time(thisUpdate),
    der.time(nextUpdate),
    ...(entries.length > 0 ? [der.sequence(...entries)] : []),
    der.context(0, der.sequence(extension("0x551d14", der.natural(1), isCritical))),
  );
  return der.sequence(body, ecdsa, signDer(signer, body));
}

function pem(certificates: readonly Uint8Array[]): Uint8Array {
  const blocks = certificates.map((bytes) => {
    const lines =
      Buffer.from(bytes)
        .toString("base64")
        .match(/.{1,64}/g) ?? [];
    return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
  });
  return utf8(blocks.join(""));
}

const le = (value: number, length: number) => u32be(value).toReversed().subarray(0, length);

function quote({ quote: row }: EvidencePlan, chain: Uint8Array): Uint8Array {
  const { point } = keyOf("attestation");
  const attestationKey = row.attestationKey ?? point;
  const authData = Uint8Array.from(row.qeAuthData);
  const binding = createHash("sha256").update(attestationKey).update(authData).digest();
  const qe = Uint8Array.from(row.qeReport);
  qe.set(row.qeBinding ?? binding, 320);
  const header = concat(le(row.version, 2), le(row.keyType, 2), le(row.tee, 4), new Uint8Array(4), fromHex(row.vendor));
  const bodyHead = row.version === 5 ? concat(le(row.bodyType, 2), le(row.report.length, 4)) : new Uint8Array();
  const signed = concat(header, new Uint8Array(20), bodyHead, row.report);
  const typed = (type: number, data: Uint8Array) => concat(le(type, 2), le(data.length, 4), data);
  const inner = concat(
    qe,
    signRaw(row.qeSigner, qe),
    le(authData.length, 2),
    authData,
    typed(row.certification, chain),
  );
  const wrapped = row.version === 3 ? inner : typed(row.wrapper, inner);
  const authentication = concat(signRaw(row.signer, signed), attestationKey, wrapped, row.trailing);
  return concat(signed, le(authentication.length, 4), authentication, row.padding);
}

/** Evidence of our own public key infrastructure: the plan, with one thing or another changed, built and signed. */
export function makeEvidence(change: (plan: EvidencePlan) => void = () => {}, at?: number): HardwareAppraisal {
  const planned = plan(at);
  change(planned);
  const built = (name: string) => certificate(planned.certificates[name] as CertificatePlan);
  const root = planned.root === "trusted" ? trustedRoot() : built("root");
  const rooted = (names: readonly string[]) => pem(names.map((name) => (name === "root" ? root : built(name))));
  const { chains, crls, tcbInfo, qeIdentity, signers } = planned;
  const document = (json: unknown, signer: string, chain: readonly string[]) => {
    const body = utf8(JSON.stringify(json));
    return { body, signature: signRaw(signer, body), chain: rooted(chain) };
  };
  return {
    quote: quote(planned, concat(rooted(chains.pck), new Uint8Array(1))),
    root: planned.root === "unpinned" ? trustedRoot() : root,
    nowMs: BigInt(planned.now),
    collateral: {
      rootCrl: crls.root.raw ?? crl(crls.root),
      pckCrl: { list: crls.pck.raw ?? crl(crls.pck), chain: rooted(chains.pckCrl) },
      tcbInfo: document(tcbInfo, signers.tcbInfo, chains.tcbInfo),
      qeIdentity: document(qeIdentity, signers.qeIdentity, chains.qeIdentity),
    },
  };
}

/** The root's certificate is one and the same in everything that is built: signatures are not repeatable. */
let made: Uint8Array | undefined;
function trustedRoot(): Uint8Array {
  made ??= certificate(plan().certificates["root"] as CertificatePlan);
  return made;
}

/** Longer than the verifier reads. */
export const tooLong = (what: keyof typeof limits): Uint8Array => new Uint8Array(limits[what] + 1);
