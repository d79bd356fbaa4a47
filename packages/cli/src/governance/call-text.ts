import { fromHex, type Hex, type Json, type JsonContext, toHex, toJson } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { callOf, RuntimeCall } from "@pha/runtime/spec";
import { jsonLine } from "../json-text.ts";
import type { StoredCall } from "./stored-call.ts";

/** Longer ones are told by their hash and length. */
const maxShownDigits = 130;

/** A network, or whatever says how accounts are written. */
interface Reader {
  readonly info: JsonContext;
}

/** A call in JSON, whole, as arguments take it. */
export function callJson({ hash, call, missing }: StoredCall, { info }: Reader): Json {
  if (!call) return { hash, missing: missing ?? null };
  return { hash, ...(opened(toJson(RuntimeCall, call, info), info) as Record<string, Json>) };
}

/** A call in one line: `Balances.transfer_keep_alive {"dest":…,"value":…}`; of long bytes their SHA-256 and length. */
export function callText(stored: StoredCall, network: Reader): string {
  if (!stored.call) return `${stored.hash}, ${stored.missing}`;
  const { type, value } = shortened(callJson(stored, network)) as unknown as {
    type: string;
    value: { type: string; value?: Json };
  };
  return `${type}.${value.type}${value.value === undefined ? "" : ` ${jsonLine(value.value)}`}`;
}

const shortened = (json: Json): Json =>
  mapJson(json, (part) => {
    if (typeof part !== "string" || !/^0x[0-9a-f]+$/.test(part) || part.length <= maxShownDigits) return undefined;
    const bytes = fromHex(part as Hex);
    return { sha256: toHex(sha256(bytes)), bytes: bytes.length };
  });

/** JSON of a call, with the calls in it that are carried as their bytes. */
const opened = (json: Json, context: JsonContext): Json =>
  mapJson(json, (part) => {
    const { type, value } = Object(part) as { readonly type?: Json; readonly value?: Json };
    if (type !== "Inline" || typeof value !== "string" || !/^0x([0-9a-f]{2})*$/.test(value)) return undefined;
    const call = callOf(fromHex(value as Hex)); // nothing where the bytes are none
    return call && opened(toJson(RuntimeCall, call, context), context);
  });

/** JSON with parts of it replaced: those for which something is given. */
function mapJson(json: Json, replace: (part: Json) => Json | undefined): Json {
  const given = replace(json);
  if (given !== undefined) return given;
  if (Array.isArray(json)) return json.map((part) => mapJson(part, replace));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([name, part]) => [name, mapJson(part, replace)]));
}

/** The code that a call makes the runtime, if it does: by itself, or by a call within it. */
export function codeOf(part: unknown): Uint8Array | undefined {
  if (typeof part !== "object" || part === null || part instanceof Uint8Array) return undefined;
  const { type, value } = part as { readonly type?: unknown; readonly value?: unknown };
  if (type === "System" && Object(value)["type"] === "set_code") return Object(value)["value"].code;
  return Object.values(part)
    .map(codeOf)
    .find((code) => code !== undefined);
}
