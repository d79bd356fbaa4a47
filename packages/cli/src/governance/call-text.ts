import { fromHex, type Hex, type Json, toHex, toJson } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import type { Call } from "@pha/frame";
import { callOf, RuntimeCall } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import { jsonLine } from "../json-text.ts";
import type { StoredCall } from "./stored-call.ts";

/** Longer ones are told by their hash and length. */
const maxShownDigits = 130;

/** A call in JSON, as arguments take it; of long bytes their SHA-256 and length. */
export function callJson({ hash, call, missing }: StoredCall, { info }: Pick<Network, "info">): Json {
  if (!call) return { hash, missing: missing ?? null };
  return { hash, ...(shortened(toJson(RuntimeCall, call, { ss58Prefix: info.ss58Prefix })) as Record<string, Json>) };
}

/** A call in one line: `Balances.transfer_keep_alive {"dest":…,"value":…}`. */
export function callText(stored: StoredCall, network: Pick<Network, "info">): string {
  if (!stored.call) return `${stored.hash}, ${stored.missing}`;
  const { type, value } = callJson(stored, network) as unknown as {
    type: string;
    value: { type: string; value?: Json };
  };
  return `${type}.${value.type}${value.value === undefined ? "" : ` ${jsonLine(value.value)}`}`;
}

function shortened(json: Json): Json {
  if (typeof json === "string" && /^0x[0-9a-f]+$/.test(json) && json.length > maxShownDigits) {
    const bytes = fromHex(json as Hex);
    return { sha256: toHex(sha256(bytes)), bytes: bytes.length };
  }
  if (Array.isArray(json)) return json.map(shortened);
  if (typeof json !== "object" || json === null) return json;
  if (json["type"] === "Inline") return inlineCall(json["value"]) ?? json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, shortened(value)]));
}

/** The call that a proposal has in itself; nothing where its bytes are none. */
function inlineCall(bytes: Json | undefined): Json | undefined {
  const call = typeof bytes === "string" && /^0x([0-9a-f]{2})*$/.test(bytes) && callOf(fromHex(bytes as Hex));
  return call ? shortened(toJson(RuntimeCall, call)) : undefined;
}

/** The code that a call makes the runtime, if it does. */
export const codeOf = (call: Call | undefined): Uint8Array | undefined =>
  call?.type === "System" && call.value.type === "set_code"
    ? (call.value.value as { code: Uint8Array }).code
    : undefined;
