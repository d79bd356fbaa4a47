import { bool, errors, fromJson, type Json, struct, text, toJson, u8, u32 } from "@pha/codec";
import type { AnyPallet, GenesisSpec } from "@pha/frame";
import { specs } from "../pallets/specs.ts";
import type { ChainSpec, GenesisConfig, NetworkProfile } from "./chain-spec.ts";

const name = text({ max: 64 });

/** The fields that every chain spec has. */
export const profileForm = struct({
  name,
  title: name,
  development: bool,
  ss58Prefix: u32,
  token: struct({ symbol: name, decimals: u8 }),
  blockTimes: struct({ minimumMs: u32, gatherMs: u32, idleMs: u32 }),
});

const parts = new Map(
  Object.entries<AnyPallet>(specs).flatMap(([part, { genesis }]) => (genesis ? [[part, genesis as GenesisSpec]] : [])),
);

/** A chain spec as a JSON file holds it: 64- and 128-bit numbers are decimal strings. */
export function chainSpecToJson({ genesis, ...profile }: ChainSpec): Json {
  const entries = Object.entries(genesis).map(
    ([part, value]) => [part, toJson((parts.get(part) as GenesisSpec).type, value)] as const,
  );
  return { ...(toJson(profileForm, profile) as Record<string, Json>), genesis: Object.fromEntries(entries) };
}

/**
 * Reads what {@link chainSpecToJson} wrote. A pallet's part may be missing; nothing else may be, and nothing is unknown.
 *
 * @throws `codec.BadJson` and other codec errors.
 */
export function chainSpecFromJson(json: unknown): ChainSpec {
  const { genesis, ...profile } = jsonObject(json, "a chain spec");
  const config = Object.entries(jsonObject(genesis, "genesis: an object")).map(([part, value]) => {
    const spec = parts.get(part);
    if (!spec) throw errors.BadJson({ expected: [...parts.keys()].join(" | "), given: part });
    return [part, fromJson(spec.type, value)] as const;
  });
  const known: NetworkProfile = fromJson(profileForm, profile);
  return { ...known, genesis: Object.fromEntries(config) as Partial<GenesisConfig> };
}

/** @throws `codec.BadJson` */
export function jsonObject(json: unknown, expected: string): Readonly<Record<string, unknown>> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw errors.BadJson({ expected });
  return json as Readonly<Record<string, unknown>>;
}
