import { toHex } from "@pha/codec";
import { errors } from "./errors.ts";
import type { TdReport } from "./reports.ts";
import { converge, type TcbVerdict } from "./status.ts";
import { matchesMasked, type TcbInfo, verdictOf } from "./tcb-info.ts";

const upToDate: TcbVerdict = { status: "UpToDate", advisories: [] };

/**
 * Judges the TDX module below a trust domain, as Intel's verifier does: its first two security versions are its own
 * and its version's. Version 0 is judged with the platform and only has to be signed by whom the TCB info says.
 *
 * @throws `dcap.WrongTdxModule`, `UnknownTcb`, `MalformedCollateral`
 */
export function judgeTdxModule({ json }: TcbInfo, report: TdReport): TcbVerdict {
  const svns = [report.teeTcbSvn, ...(report.later ? [report.later.teeTcbSvn] : [])];
  return svns.map((svn) => judgeVersion(json, report, svn)).reduce(converge);
}

function judgeVersion(json: TcbInfo["json"], report: TdReport, svn: Uint8Array): TcbVerdict {
  const [isvSvn = 0, version = 0] = svn;
  const id = `TDX_${toHex(Uint8Array.of(version)).slice(2)}`;
  const identity =
    version === 0
      ? json.object("tdxModule")
      : json
          .objects("tdxModuleIdentities")
          .find((candidate) => candidate.text("id").toLowerCase() === id.toLowerCase());
  if (!identity) throw errors.WrongTdxModule({ version });
  const isSigner = identity.hex("mrsigner", 48) === report.mrSignerSeam;
  const hasAttributes = matchesMasked(
    report.seamAttributes,
    identity.hex("attributes", 8),
    identity.hex("attributesMask", 8),
  );
  if (!isSigner || !hasAttributes) throw errors.WrongTdxModule({ version, field: isSigner ? "attributes" : "signer" });
  if (version === 0) return upToDate;
  const level = identity.objects("tcbLevels").find((row) => isvSvn >= row.object("tcb").natural("isvsvn"));
  if (!level) throw errors.UnknownTcb({ of: "tdx-module", isvSvn });
  return verdictOf(level);
}
