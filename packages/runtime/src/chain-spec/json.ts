import {
  AccountId,
  bool,
  errors,
  fixedBytes,
  fromJson,
  type Json,
  option,
  struct,
  type Type,
  text,
  toJson,
  u8,
  u32,
  u64,
  u128,
  vec,
} from "@pha/codec";
import type { ChainSpec, GenesisProgram } from "./chain-spec.ts";

type Role = GenesisProgram["role"];
const name = text({ max: 64 });

const role: Type<Role> = {
  ...(text({ max: 16 }) as Type<string> as Type<Role>),
  fromJson(json) {
    if (json !== "Gatekeeper" && json !== "Miner") throw errors.BadJson({ expected: "Gatekeeper or Miner" });
    return json;
  },
};

/** A network may begin with the accounts of another. */
const maxEndowed = 4_194_304;
const listOf = <T>(of: Type<T>) => vec(of, { max: 65_536 });
const program = struct({ role, measurement: fixedBytes(48), name, version: name });
const endowment = struct({ account: AccountId, amount: u128 });

const profile = {
  name,
  title: name,
  development: bool,
  ss58Prefix: u32,
  token: struct({ symbol: name, decimals: u8 }),
  blockTimes: struct({ minimumMs: u32, gatherMs: u32, idleMs: u32 }),
};

/** The fields that every chain spec has. */
export const profileForm = struct(profile);

const form = struct({
  ...profile,
  balances: vec(endowment, { max: maxEndowed }),
  sudo: option(AccountId),
  validators: listOf(struct({ address: fixedBytes(20), operator: AccountId })),
  authors: listOf(fixedBytes(32)),
  beneficiary: AccountId,
  gatekeepers: struct({ size: u32, threshold: u32, windowBlocks: u32 }),
  attestation: struct({ programs: listOf(program), maxAgeMs: u64, developmentRoot: option(fixedBytes(32)) }),
  clusters: listOf(struct({ owner: AccountId, minMembers: u32, open: bool })),
});

/** A chain spec as a JSON file holds it: 64- and 128-bit numbers are decimal strings. */
export const chainSpecToJson = (spec: ChainSpec): Json =>
  toJson(form, {
    ...spec,
    sudo: spec.sudo,
    attestation: { ...spec.attestation, developmentRoot: spec.attestation.developmentRoot },
  });

/**
 * Reads what {@link chainSpecToJson} wrote; nothing may be missing or unknown.
 *
 * @throws `codec.BadJson` and other codec errors.
 */
export function chainSpecFromJson(json: unknown): ChainSpec {
  const { sudo, attestation, ...spec } = fromJson(form, json);
  const { developmentRoot, ...policy } = attestation;
  return {
    ...spec,
    ...(sudo && { sudo }),
    attestation: { ...policy, ...(developmentRoot && { developmentRoot }) },
  };
}
