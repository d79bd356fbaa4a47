import type { Hex } from "@pha/codec";

/** A certificate to be. */
export interface CertificatePlan {
  subject: string;
  issuer: string;
  /** Names of keys. */
  key: string;
  signer: string;
  serial: Hex;
  notBefore: number;
  notAfter: number;
  isAuthority: boolean;
  pathLength: number | undefined;
  /** First byte of the key usage. */
  usage: number;
  sgx?: { ppid: Hex; fmspc: Hex; pceId: Hex; cpuSvn: number[]; pceSvn: number };
  /** Another critical extension. */
  extra?: Hex;
  /** Another algorithm inside than outside. */
  inner?: Uint8Array;
}

/** A revocation list to be; `raw` stands in its place. */
export interface CrlPlan {
  issuer: string;
  signer: string;
  thisUpdate: number;
  nextUpdate: number;
  revoked: Hex[];
  isCritical: boolean;
  raw?: Uint8Array;
}

interface Level {
  tcbStatus: string;
  advisoryIDs?: string[];
  // biome-ignore lint/suspicious/noExplicitAny: tests put anything there
  tcb: any;
}

/** All that evidence consists of, before anything is signed. */
export interface EvidencePlan {
  now: number;
  /** Which root stands in the chains: the one that is pinned; that of the plan, pinned; that of the plan, not pinned. */
  root: "trusted" | "pinned" | "unpinned";
  certificates: Record<string, CertificatePlan>;
  chains: { pck: string[]; pckCrl: string[]; tcbInfo: string[]; qeIdentity: string[] };
  crls: { root: CrlPlan; pck: CrlPlan };
  // biome-ignore lint/suspicious/noExplicitAny: tests put anything there
  tcbInfo: Record<string, any> & { tcbLevels: Level[] };
  // biome-ignore lint/suspicious/noExplicitAny: tests put anything there
  qeIdentity: Record<string, any> & { tcbLevels: Level[] };
  signers: { tcbInfo: string; qeIdentity: string };
  quote: {
    version: number;
    keyType: number;
    tee: number;
    vendor: Hex;
    bodyType: number;
    report: Uint8Array;
    qeReport: Uint8Array;
    qeAuthData: number[];
    qeBinding?: Uint8Array;
    qeSigner: string;
    signer: string;
    attestationKey?: Uint8Array;
    certification: number;
    wrapper: number;
    trailing: Uint8Array;
    padding: Uint8Array;
  };
}

const day = 86_400_000;
export const now = Date.UTC(2026, 5, 15, 12);
const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const hex = (byte: string, length: number) => byte.repeat(length);

/** Where fields lie in reports. */
export const tdAt = {
  teeTcbSvn: 0,
  mrSignerSeam: 64,
  seamAttributes: 112,
  tdAttributes: 120,
  mrTd: 136,
  rtmr3: 472,
  reportData: 520,
  teeTcbSvn2: 584,
  mrServiceTd: 600,
} as const;
export const sgxAt = { miscSelect: 16, attributes: 48, mrSigner: 128, isvProdId: 256, isvSvn: 258, reportData: 320 };

const svns = (...values: number[]) => Array.from({ length: 16 }, (_, i) => ({ svn: values[i] ?? 0 }));

const rootName = "Intel SGX Root CA";
const authorityName = "Intel SGX PCK Platform CA";

const common = { notBefore: 0, notAfter: now + 1_000 * day, pathLength: undefined };
const authority = { isAuthority: true, usage: 0x06 };
const leaf = { isAuthority: false, usage: 0xc0 };

const crl = (issuer: string, signer: string, at: number): CrlPlan => ({
  issuer,
  signer,
  thisUpdate: Math.max(0, at - day),
  nextUpdate: at + 29 * day,
  revoked: ["0xdd01"],
  isCritical: false,
});

function tdReport(): Uint8Array {
  const report = new Uint8Array(584);
  report.set([6, 1, 3], tdAt.teeTcbSvn);
  report[tdAt.tdAttributes + 3] = 0x10;
  report.fill(0xaa, tdAt.mrTd, tdAt.mrTd + 48);
  return report;
}

function qeReport(): Uint8Array {
  const report = new Uint8Array(384);
  report[sgxAt.attributes] = 0x11;
  report.fill(0xdc, sgxAt.mrSigner, sgxAt.mrSigner + 32);
  report.set([2, 0, 5, 0], sgxAt.isvProdId);
  return report;
}

/** Evidence that is accepted at a time as `UpToDate`: a trust domain of version 4, on a module of version 1. */
export function plan(at = now): EvidencePlan {
  const issueDate = iso(Math.max(0, at - 2 * day));
  const dates = { issueDate, nextUpdate: iso(at + 28 * day), tcbEvaluationDataNumber: 17 };
  const module = { mrsigner: hex("00", 48), attributes: hex("00", 8), attributesMask: hex("FF", 8) };
  return {
    now: at,
    root: "trusted",
    certificates: {
      root: {
        ...common,
        ...authority,
        subject: rootName,
        issuer: rootName,
        key: "root",
        signer: "root",
        serial: "0x01",
      },
      authority: {
        ...{ ...common, ...authority, subject: authorityName, issuer: rootName, key: "authority", signer: "root" },
        ...{ serial: "0x02", pathLength: 0 },
      },
      tcbSigner: {
        ...{ ...common, ...leaf, subject: "Intel SGX TCB Signing", issuer: rootName, key: "tcb", signer: "root" },
        serial: "0x03",
      },
      pck: {
        ...{ ...common, ...leaf, subject: "Intel SGX PCK Certificate", issuer: authorityName, key: "pck" },
        ...{ signer: "authority", serial: "0xf4" },
        sgx: {
          ...{ ppid: `0x${hex("77", 16)}`, fmspc: "0xb0c06f000000", pceId: "0x0000", pceSvn: 11 },
          cpuSvn: [3, 3, 2, 2, 4, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0],
        },
      },
    },
    chains: {
      pck: ["pck", "authority", "root"],
      pckCrl: ["authority", "root"],
      tcbInfo: ["tcbSigner", "root"],
      qeIdentity: ["tcbSigner", "root"],
    },
    crls: { root: crl(rootName, "root", at), pck: crl(authorityName, "authority", at) },
    tcbInfo: {
      ...{ id: "TDX", version: 3, ...dates, fmspc: "B0C06F000000", pceId: "0000", tcbType: 0, tdxModule: module },
      tdxModuleIdentities: [
        {
          ...{ id: "TDX_01", ...module },
          tcbLevels: [
            { tcb: { isvsvn: 4 }, tcbStatus: "UpToDate" },
            { tcb: { isvsvn: 2 }, tcbStatus: "OutOfDate", advisoryIDs: ["INTEL-SA-00001"] },
          ],
        },
      ],
      tcbLevels: [
        {
          tcb: {
            ...{ sgxtcbcomponents: svns(2, 2, 2, 2, 3, 1, 0, 5), pcesvn: 11 },
            tdxtcbcomponents: svns(5, 0, 2),
          },
          tcbStatus: "UpToDate",
        },
        {
          tcb: { sgxtcbcomponents: svns(2, 2, 2, 2, 2), pcesvn: 5, tdxtcbcomponents: svns(2, 0, 1) },
          ...{ tcbStatus: "OutOfDate", advisoryIDs: ["INTEL-SA-00002"] },
        },
      ],
    },
    qeIdentity: {
      ...{ id: "TD_QE", version: 2, ...dates, miscselect: hex("00", 4), miscselectMask: hex("FF", 4) },
      ...{ attributes: `11${hex("00", 15)}`, attributesMask: `FB${hex("FF", 7)}${hex("00", 8)}` },
      ...{ mrsigner: hex("DC", 32), isvprodid: 2 },
      tcbLevels: [
        { tcb: { isvsvn: 4 }, tcbStatus: "UpToDate" },
        { tcb: { isvsvn: 3 }, tcbStatus: "OutOfDate", advisoryIDs: ["INTEL-SA-00003"] },
      ],
    },
    signers: { tcbInfo: "tcb", qeIdentity: "tcb" },
    quote: {
      ...{ version: 4, keyType: 2, tee: 0x81, vendor: "0x939a7233f79c4ca9940a0db3957f0607", bodyType: 2 },
      ...{ report: tdReport(), qeReport: qeReport(), qeAuthData: Array.from({ length: 32 }, (_, i) => i) },
      ...{ qeSigner: "pck", signer: "attestation", certification: 5, wrapper: 6 },
      ...{ trailing: new Uint8Array(), padding: new Uint8Array(3) },
    },
  };
}

/** Makes the plan one for an SGX enclave. */
export function toSgx(plan: EvidencePlan): void {
  const report = qeReport();
  report.set([7, 0, 9, 0], sgxAt.isvProdId);
  Object.assign(plan.quote, { version: 3, tee: 0, report });
  plan.qeIdentity["id"] = "QE";
  plan.tcbInfo["id"] = "SGX";
}
