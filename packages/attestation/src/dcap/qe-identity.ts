import { errors } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { ReportOf } from "./quote.ts";
import type { EnclaveReport } from "./reports.ts";
import type { TcbVerdict } from "./status.ts";
import { matchesMasked, verdictOf } from "./tcb-info.ts";

const identities = { sgx: { id: "QE", versions: [2] }, tdx: { id: "TD_QE", versions: [2, 3] } } as const;

/** Which kind of quotes a QE identity is for. */
export function teeOfQeIdentity(json: JsonObject): ReportOf["tee"] {
  const tee = json.oneOf("id", ["QE", "TD_QE"]) === "QE" ? "sgx" : "tdx";
  const version = json.natural("version");
  const versions: readonly number[] = identities[tee].versions;
  if (!versions.includes(version)) throw errors.WrongCollateral({ of: "qe-identity", version });
  return tee;
}

/**
 * Judges the enclave that signed a quote, by Intel's identity of it.
 *
 * @throws `dcap.WrongQe`, `UnknownTcb`, `DebugEnabled`, `MalformedCollateral`
 */
export function judgeQe(json: JsonObject, report: EnclaveReport): TcbVerdict {
  const wrong = (field: string) => errors.WrongQe({ field });
  if (report.mrSigner !== json.hex("mrsigner", 32)) throw wrong("signer");
  if (report.isvProdId !== json.natural("isvprodid")) throw wrong("product");
  refuseDebug("quoting enclave", report);
  if (!matchesMasked(report.miscSelect, json.hex("miscselect", 4), json.hex("miscselectMask", 4)))
    throw wrong("misc select");
  if (!matchesMasked(report.attributes, json.hex("attributes", 16), json.hex("attributesMask", 16)))
    throw wrong("attributes");
  const level = json.objects("tcbLevels").find((row) => report.isvSvn >= row.object("tcb").natural("isvsvn"));
  if (!level) throw errors.UnknownTcb({ of: "quoting enclave", isvSvn: report.isvSvn });
  return verdictOf(level);
}

/** @throws `dcap.DebugEnabled` */
export function refuseDebug(of: string, { attributes }: EnclaveReport): void {
  if (((attributes[0] as number) & 0x02) !== 0) throw errors.DebugEnabled({ of });
}
