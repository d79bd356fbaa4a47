import { fromHex, type Hex } from "@pha/codec";
import { errors } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { PlatformFacts } from "./pck.ts";
import type { HardwareQuote, ReportOf } from "./quote.ts";
import { type TcbVerdict, tcbStatuses } from "./status.ts";

/** What is known of a family of platforms. */
export interface TcbInfo {
  readonly tee: ReportOf["tee"];
  readonly fmspc: Hex;
  readonly pceId: Hex;
  readonly json: JsonObject;
}

const ids = { SGX: "sgx", TDX: "tdx" } as const;

/** @throws `dcap.MalformedCollateral`, `WrongCollateral` for another version of the format */
export function readTcbInfo(json: JsonObject): TcbInfo {
  const version = json.natural("version");
  if (version !== 3 || json.natural("tcbType") !== 0) throw errors.WrongCollateral({ of: "tcb-info", version });
  const tee = ids[json.oneOf("id", ["SGX", "TDX"])];
  return { tee, fmspc: json.hex("fmspc", 6), pceId: json.hex("pceId", 2), json };
}

/**
 * Judges a platform: the first level whose every component it has reached. Of a trust domain, also its TDX components;
 * where its module has a version, the first two say nothing: they are the module's, and judged with it.
 *
 * @throws `dcap.UnknownTcb`, `MalformedCollateral`
 */
export function judgePlatform({ json }: TcbInfo, { report }: HardwareQuote, platform: PlatformFacts): TcbVerdict {
  const svns = report.tee === "tdx" ? [report.body.teeTcbSvn, ...laterSvns(report.body.later)] : [];
  for (const level of json.objects("tcbLevels")) {
    const tcb = level.object("tcb");
    if (platform.pceSvn < tcb.natural("pcesvn")) continue;
    if (!reaches(platform.cpuSvn, components(tcb, "sgxtcbcomponents"), 0)) continue;
    const hasAll = (svn: Uint8Array) => reaches(svn, components(tcb, "tdxtcbcomponents"), (svn[1] ?? 0) > 0 ? 2 : 0);
    if (svns.every(hasAll)) return verdictOf(level);
  }
  throw errors.UnknownTcb({ of: "platform" });
}

/** Most advisories of a level, and characters of one: the ledger keeps them. */
const most = { advisories: 64, characters: 32 };

/** Status and advisories of a level. */
export function verdictOf(level: JsonObject): TcbVerdict {
  const advisories = level.has("advisoryIDs") ? level.texts("advisoryIDs") : [];
  if (advisories.length > most.advisories || advisories.some(({ length }) => length > most.characters))
    throw errors.MalformedCollateral({ field: "advisoryIDs" });
  return { status: level.oneOf("tcbStatus", tcbStatuses), advisories };
}

/** A trust domain that outlived an update of its module has two: of its start, and of now. */
const laterSvns = (later: { readonly teeTcbSvn: Uint8Array } | undefined) => (later ? [later.teeTcbSvn] : []);

const reaches = (svn: Uint8Array, required: readonly number[], from: number): boolean =>
  required.every((least, i) => i < from || (svn[i] as number) >= least);

function components(tcb: JsonObject, name: string): number[] {
  const svns = tcb.objects(name).map((component) => component.natural("svn"));
  if (svns.length !== 16) throw errors.MalformedCollateral({ of: "tcb-info", field: name });
  return svns;
}

/** Expected bits under a mask: both as Intel writes them, first byte first. */
export const matchesMasked = (actual: Uint8Array, expected: Hex, mask: Hex): boolean => {
  const [wanted, masked] = [fromHex(expected), fromHex(mask)];
  return actual.every((byte, i) => (byte & (masked[i] as number)) === ((wanted[i] as number) & (masked[i] as number)));
};
