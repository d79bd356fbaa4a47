import { fromHex, utf8 } from "@pha/codec";
import { tooLong } from "./evidence.ts";
import { type EvidencePlan, now, sgxAt, tdAt, toSgx } from "./evidence-plan.ts";

type Change = (plan: EvidencePlan) => void;
const day = 86_400_000;

/** A change to a certificate of the plan. */
const certificate =
  (name: string, change: Partial<EvidencePlan["certificates"][string]>): Change =>
  (plan) =>
    void Object.assign(plan.certificates[name] ?? {}, change);
const quote =
  (change: Partial<EvidencePlan["quote"]>): Change =>
  (plan) =>
    void Object.assign(plan.quote, change);
const report =
  (at: number, ...bytes: number[]): Change =>
  (plan) =>
    plan.quote.report.set(bytes, at);
const qe =
  (at: number, ...bytes: number[]): Change =>
  (plan) =>
    plan.quote.qeReport.set(bytes, at);
const crl =
  (of: "root" | "pck", change: Partial<EvidencePlan["crls"]["root"]>): Change =>
  (plan) =>
    void Object.assign(plan.crls[of], change);
const tcbInfo =
  (change: Record<string, unknown>): Change =>
  (plan) =>
    void Object.assign(plan.tcbInfo, change);
const qeIdentity =
  (change: Record<string, unknown>): Change =>
  (plan) =>
    void Object.assign(plan.qeIdentity, change);
const chain =
  (of: keyof EvidencePlan["chains"], ...names: string[]): Change =>
  (plan) =>
    void Object.assign(plan.chains, { [of]: names });
const platform =
  (change: Partial<NonNullable<EvidencePlan["certificates"][string]["sgx"]>>): Change =>
  (plan) =>
    void Object.assign(plan.certificates["pck"]?.sgx ?? {}, change);
const both =
  (...changes: Change[]): Change =>
  (plan) => {
    for (const change of changes) change(plan);
  };
const firstLevel =
  (of: "tcbInfo" | "qeIdentity", change: Record<string, unknown>): Change =>
  (plan) =>
    void Object.assign(plan[of].tcbLevels[0] ?? {}, change);
const module =
  (change: Record<string, unknown>): Change =>
  (plan) =>
    void Object.assign(plan.tcbInfo["tdxModuleIdentities"][0], change);

const td15 =
  (...serviceTd: number[]): Change =>
  (plan) => {
    const report = new Uint8Array(648);
    report.set(plan.quote.report);
    report.set([6, 1, 3], tdAt.teeTcbSvn2);
    report.set(serviceTd, tdAt.mrServiceTd);
    Object.assign(plan.quote, { version: 5, bodyType: 3, report });
  };

/** A change to one of the two revocation lists, for both. */
const ofBoth = (what: string, change: Partial<EvidencePlan["crls"]["root"]>, code: string) =>
  (["root", "pck"] as const).map((of) => [`${of} CRL: ${what}`, crl(of, change), code] as const);

/** Everything that evidence can have wrong, one field at a time, and the code that says so. */
export const wrongFields: readonly (readonly [name: string, change: Change, code: string])[] = [
  ["version 2", quote({ version: 2 }), "dcap.UnsupportedQuote"],
  ["version 6", quote({ version: 6 }), "dcap.UnsupportedQuote"],
  ["SGX in version 4", quote({ tee: 0 }), "dcap.UnsupportedQuote"],
  ["TDX in version 3", quote({ version: 3 }), "dcap.UnsupportedQuote"],
  ["unknown kind of enclave", quote({ tee: 0x82 }), "dcap.UnsupportedQuote"],
  ["attestation key of P-384", quote({ keyType: 3 }), "dcap.UnsupportedQuote"],
  ["unknown body in version 5", quote({ version: 5, bodyType: 1 }), "dcap.UnsupportedQuote"],
  ["body of another length", quote({ version: 5, report: new Uint8Array(585) }), "dcap.MalformedQuote"],
  ["body of TDX 1.0 as 1.5", quote({ version: 5, bodyType: 3 }), "dcap.MalformedQuote"],
  ["vendor of the quoting enclave", quote({ vendor: `0x${"93".repeat(16)}` }), "dcap.WrongQeVendor"],
  ["certification by id", quote({ certification: 3 }), "dcap.UnsupportedCertification"],
  ["wrapper of another type", quote({ wrapper: 5 }), "dcap.UnsupportedCertification"],
  ["bytes in the signature's part", quote({ trailing: new Uint8Array(1) }), "dcap.MalformedQuote"],
  ["bytes behind the quote", quote({ padding: Uint8Array.of(0, 1) }), "dcap.MalformedQuote"],
  ["too long a quote", quote({ padding: tooLong("quote") }), "dcap.TooLong"],

  ["root that is not the pinned one", (plan) => void Object.assign(plan, { root: "unpinned" }), "dcap.UntrustedChain"],
  [
    "pinned root past its end",
    both((plan) => void Object.assign(plan, { root: "pinned" }), certificate("root", { notAfter: now - day })),
    "dcap.CertificateNotValid",
  ],
  ["chain without root", chain("pck", "pck", "authority"), "dcap.UntrustedChain"],
  ["chain without authority", chain("pck", "pck", "root"), "dcap.UntrustedChain"],
  ["chain in another order", chain("pck", "authority", "pck", "root"), "dcap.UntrustedChain"],
  ["chain with a certificate too many", chain("pck", "pck", "authority", "authority", "root"), "dcap.UntrustedChain"],
  ["empty chain of the platform", chain("pck"), "dcap.MalformedCertificate"],
  ["empty chain of TCB info", chain("tcbInfo"), "dcap.UntrustedChain"],
  ["TCB chain with the platform's certificate", chain("tcbInfo", "pck", "authority", "root"), "dcap.UntrustedChain"],
  ["TCB chain of an authority", chain("tcbInfo", "authority", "root"), "dcap.UntrustedChain"],
  ["QE identity's chain without root", chain("qeIdentity", "tcbSigner"), "dcap.UntrustedChain"],
  ["chain of the CRL's issuer, of a leaf", chain("pckCrl", "tcbSigner", "root"), "dcap.UntrustedChain"],
  ["platform's certificate by another key", certificate("pck", { signer: "mallory" }), "dcap.UntrustedChain"],
  ["platform's certificate by another name", certificate("pck", { issuer: "Mallory" }), "dcap.UntrustedChain"],
  ["platform's certificate for something else", certificate("pck", { subject: "Other" }), "dcap.UntrustedChain"],
  ["platform's certificate that may issue", certificate("pck", { isAuthority: true }), "dcap.UntrustedChain"],
  ["authority by another key", certificate("authority", { signer: "mallory" }), "dcap.UntrustedChain"],
  ["authority that may not issue", certificate("authority", { isAuthority: false }), "dcap.UntrustedChain"],
  ["authority without the right to sign", certificate("authority", { usage: 0x02 }), "dcap.UntrustedChain"],
  ["signer of TCB info by another key", certificate("tcbSigner", { signer: "mallory" }), "dcap.UntrustedChain"],
  ["signer of TCB info for something else", certificate("tcbSigner", { subject: "Other" }), "dcap.UntrustedChain"],
  ["platform's certificate not yet valid", certificate("pck", { notBefore: now + day }), "dcap.CertificateNotValid"],
  ["platform's certificate ended", certificate("pck", { notAfter: now - day }), "dcap.CertificateNotValid"],
  ["authority ended", certificate("authority", { notAfter: now - day }), "dcap.CertificateNotValid"],
  ["signer of TCB info ended", certificate("tcbSigner", { notAfter: now - day }), "dcap.CertificateNotValid"],
  ["unknown critical extension", certificate("pck", { extra: "0x551d1e" }), "dcap.MalformedCertificate"],
  ["an extension twice", certificate("pck", { extra: "0x551d0f" }), "dcap.MalformedCertificate"],
  ["two algorithms", certificate("pck", { inner: fromHex("0x300a06082a8648ce3d040303") }), "dcap.MalformedCertificate"],
  [
    "platform's certificate without its platform",
    (plan) => void delete plan.certificates["pck"]?.sgx,
    "dcap.MalformedCertificate",
  ],
  ["PPID of another length", platform({ ppid: "0x77" }), "dcap.MalformedCertificate"],

  ["platform revoked", crl("pck", { revoked: ["0xdd01", "0xf4"] }), "dcap.CertificateRevoked"],
  ["authority revoked", crl("root", { revoked: ["0x02"] }), "dcap.CertificateRevoked"],
  ["signer of TCB info revoked", crl("root", { revoked: ["0x03"] }), "dcap.CertificateRevoked"],
  ["root revoked", crl("root", { revoked: ["0x01"] }), "dcap.CertificateRevoked"],
  ...ofBoth("empty", { raw: new Uint8Array() }, "dcap.MalformedCrl"),
  ...ofBoth("garbage", { raw: utf8("garbage") }, "dcap.MalformedCrl"),
  ...ofBoth("an empty sequence", { raw: Uint8Array.of(0x30, 0) }, "dcap.MalformedCrl"),
  ...ofBoth("too long", { raw: tooLong("crl") }, "dcap.TooLong"),
  ...ofBoth("a critical extension", { isCritical: true }, "dcap.MalformedCrl"),
  ...ofBoth("another key", { signer: "mallory" }, "dcap.UntrustedCrl"),
  ...ofBoth("another name", { issuer: "Mallory" }, "dcap.UntrustedCrl"),
  ...ofBoth("not yet valid", { thisUpdate: now + day }, "dcap.CrlNotValid"),
  ...ofBoth("to be replaced", { nextUpdate: now - 1_000 }, "dcap.CrlNotValid"),
  ["PCK CRL: the root's", crl("pck", { issuer: "Intel SGX Root CA", signer: "root" }), "dcap.UntrustedCrl"],
  [
    "root CRL: the authority's",
    crl("root", { issuer: "Intel SGX PCK Platform CA", signer: "authority" }),
    "dcap.UntrustedCrl",
  ],
  [
    "PCK CRL: another authority's",
    (plan) => {
      const other = { subject: "Intel SGX PCK Processor CA", key: "processor" };
      plan.certificates["processor"] = {
        ...(plan.certificates["authority"] as EvidencePlan["certificates"][string]),
        ...other,
      };
      plan.chains.pckCrl = ["processor", "root"];
      Object.assign(plan.crls.pck, { issuer: other.subject, signer: other.key });
    },
    "dcap.UntrustedCrl",
  ],

  [
    "TCB info by another key",
    (plan) => void Object.assign(plan.signers, { tcbInfo: "pck" }),
    "dcap.UntrustedCollateral",
  ],
  [
    "QE identity by another key",
    (plan) => void Object.assign(plan.signers, { qeIdentity: "pck" }),
    "dcap.UntrustedCollateral",
  ],
  ["TCB info not yet issued", tcbInfo({ issueDate: "2026-06-16T00:00:00Z" }), "dcap.CollateralNotValid"],
  ["TCB info ended", tcbInfo({ nextUpdate: "2026-06-15T11:59:59Z" }), "dcap.CollateralNotValid"],
  ["QE identity not yet issued", qeIdentity({ issueDate: "2026-06-16T00:00:00Z" }), "dcap.CollateralNotValid"],
  ["QE identity ended", qeIdentity({ nextUpdate: "2026-06-15T11:59:59Z" }), "dcap.CollateralNotValid"],
  ["TCB info with a date that is none", tcbInfo({ nextUpdate: "2026-02-30T00:00:00Z" }), "dcap.MalformedCollateral"],
  ["TCB info without levels", tcbInfo({ tcbLevels: undefined }), "dcap.MalformedCollateral"],
  ["TCB info with a level of another status", firstLevel("tcbInfo", { tcbStatus: "Fine" }), "dcap.MalformedCollateral"],
  [
    "TCB info with too few components",
    (plan) => plan.tcbInfo.tcbLevels[0]?.tcb.sgxtcbcomponents.pop(),
    "dcap.MalformedCollateral",
  ],
  ["TCB info without evaluation number", tcbInfo({ tcbEvaluationDataNumber: undefined }), "dcap.MalformedCollateral"],
  ["TCB info that is an array", (plan) => void Object.assign(plan, { tcbInfo: [] }), "dcap.MalformedCollateral"],
  ["TCB info of format 2", tcbInfo({ version: 2 }), "dcap.WrongCollateral"],
  ["TCB info of another type", tcbInfo({ tcbType: 1 }), "dcap.WrongCollateral"],
  ["TCB info of SGX", tcbInfo({ id: "SGX" }), "dcap.WrongCollateral"],
  ["QE identity of SGX", qeIdentity({ id: "QE" }), "dcap.WrongCollateral"],
  ["QE identity of format 1", qeIdentity({ version: 1 }), "dcap.WrongCollateral"],
  ["TCB info too long", tcbInfo({ more: "x".repeat(40_000) }), "dcap.TooLong"],
  ["family of platforms", tcbInfo({ fmspc: "B0C06F000001" }), "dcap.WrongPlatform"],
  ["PCE", tcbInfo({ pceId: "0001" }), "dcap.WrongPlatform"],

  ["quoting enclave's report by another key", quote({ qeSigner: "mallory" }), "dcap.BadQeSignature"],
  ["another attestation key than vouched for", quote({ qeBinding: new Uint8Array(32) }), "dcap.BadQeBinding"],
  ["something behind what binds the key", qe(sgxAt.reportData + 63, 1), "dcap.BadQeBinding"],
  ["quote by another key", quote({ signer: "mallory" }), "dcap.BadQuoteSignature"],
  ["attestation key that is no point", quote({ attestationKey: new Uint8Array(64) }), "dcap.BadQuoteSignature"],
  ["signer of the quoting enclave", qe(sgxAt.mrSigner, 0), "dcap.WrongQe"],
  ["product of the quoting enclave", qe(sgxAt.isvProdId, 1), "dcap.WrongQe"],
  ["misc select of the quoting enclave", qe(sgxAt.miscSelect, 1), "dcap.WrongQe"],
  ["attributes of the quoting enclave", qe(sgxAt.attributes, 0x31), "dcap.WrongQe"],
  ["quoting enclave in debug mode", qe(sgxAt.attributes, 0x13), "dcap.DebugEnabled"],
  ["quoting enclave of before all known", qe(sgxAt.isvSvn, 2), "dcap.UnknownTcb"],

  ["platform's CPU of before all known", platform({ cpuSvn: new Array(16).fill(1) }), "dcap.UnknownTcb"],
  ["platform's PCE of before all known", platform({ pceSvn: 4 }), "dcap.UnknownTcb"],
  ["trust domain's TCB of before all known", report(tdAt.teeTcbSvn, 6, 1, 0), "dcap.UnknownTcb"],
  ["module of before all known", report(tdAt.teeTcbSvn, 1, 1, 3), "dcap.UnknownTcb"],
  [
    "current TCB of TDX 1.5",
    both(td15(), (plan) => plan.quote.report.set([6, 1, 0], tdAt.teeTcbSvn2)),
    "dcap.UnknownTcb",
  ],
  ["platform revoked by its TCB", firstLevel("tcbInfo", { tcbStatus: "Revoked" }), "dcap.TcbRevoked"],
  ["quoting enclave revoked", firstLevel("qeIdentity", { tcbStatus: "Revoked" }), "dcap.TcbRevoked"],
  ["module revoked", module({ tcbLevels: [{ tcb: { isvsvn: 1 }, tcbStatus: "Revoked" }] }), "dcap.TcbRevoked"],
  ["module of an unknown version", report(tdAt.teeTcbSvn, 6, 2, 3), "dcap.WrongTdxModule"],
  ["module's signer", report(tdAt.mrSignerSeam, 1), "dcap.WrongTdxModule"],
  ["module's attributes", report(tdAt.seamAttributes, 1), "dcap.WrongTdxModule"],
  [
    "signer of a module of version 0",
    both(report(tdAt.teeTcbSvn, 6, 0, 3), report(tdAt.mrSignerSeam, 1)),
    "dcap.WrongTdxModule",
  ],
  ["TCB info without modules", tcbInfo({ tdxModuleIdentities: undefined }), "dcap.MalformedCollateral"],

  ["trust domain in debug mode", report(tdAt.tdAttributes, 1), "dcap.DebugEnabled"],
  [
    "enclave in debug mode",
    (plan) => {
      toSgx(plan);
      plan.quote.report.set([0x13], sgxAt.attributes);
    },
    "dcap.DebugEnabled",
  ],
  ["pages that may vanish unseen", report(tdAt.tdAttributes + 3, 0), "dcap.BadTdAttributes"],
  ["reserved attribute, low", report(tdAt.tdAttributes + 1, 1), "dcap.BadTdAttributes"],
  ["reserved attribute, bit 29", report(tdAt.tdAttributes + 3, 0x30), "dcap.BadTdAttributes"],
  ["reserved attribute, high", report(tdAt.tdAttributes + 7, 1), "dcap.BadTdAttributes"],
  ["service domain", td15(1), "dcap.ServiceTd"],
];
