import { errors, fromHex, fromJson, type Hex, toHex, toJson } from "@pha/codec";
import type { NetworkProfile, RawChainSpec } from "./chain-spec.ts";
import { jsonObject, profileForm } from "./json.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Whether a chain spec in JSON is a raw one. */
export function isRawSpec(json: unknown): boolean {
  const { genesis } = (json ?? {}) as Fields;
  return typeof genesis === "object" && genesis !== null && "raw" in genesis;
}

/**
 * Reads a raw chain spec: the fields of {@link NetworkProfile} and, as in Substrate's, the whole state of block 0 under
 * `genesis.raw.top`, keys and values in hex.
 *
 * @throws `codec.BadJson` and other codec errors; nothing may be missing or unknown.
 */
export function rawSpecFromJson(json: unknown): RawChainSpec {
  const { genesis, ...profile } = jsonObject(json, "a chain spec");
  const { top } = only(only(genesis, "raw")["raw"], "top");
  const state = new Map<Hex, Uint8Array>();
  for (const [key, value] of Object.entries(jsonObject(top, "keys and values"))) {
    if (!/^0x([0-9a-f]{2})+$/.test(key)) throw errors.BadJson({ expected: "a key in lower-case hex", given: key });
    if (typeof value !== "string") throw errors.BadJson({ expected: "a value in hex", key });
    state.set(key as Hex, fromHex(value));
  }
  return { ...fromJson(profileForm, profile), state };
}

/** The text of a raw chain spec: `before`, the state's entries with commas between them, `after`. */
export function rawSpecText(profile: NetworkProfile) {
  const head = JSON.stringify(toJson(profileForm, profile), undefined, 2).slice(0, -2);
  return {
    before: `${head},\n  "genesis": { "raw": { "top": {`,
    after: "\n  } } }\n}\n",
    entry: (key: Hex, value: Uint8Array): string => `\n    "${key}": "${toHex(value)}"`,
  };
}

/** The only field of an object that has no other. */
function only(json: unknown, field: string): Fields {
  const fields = jsonObject(json, `an object with ${field}`);
  const unknown = Object.keys(fields).find((name) => name !== field);
  if (unknown !== undefined) throw errors.BadJson({ expected: field, given: unknown });
  return fields;
}
