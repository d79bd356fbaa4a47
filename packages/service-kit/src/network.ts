import { readFile } from "node:fs/promises";
import { CodedError, errors as codecErrors, equalBytes } from "@pha/codec";
import { codeKey, type Genesis, genesisOf, makeGenesis } from "@pha/runtime";
import { chainSpecFromJson, isRawSpec, type NetworkProfile, rawSpecFromJson } from "@pha/runtime/spec";
import { loadRuntime } from "@pha/runtime-host";
import { errors } from "./errors.ts";

/** A network, and the genesis block that follows from its chain spec and runtime. */
export interface Network {
  readonly spec: NetworkProfile;
  /** The runtime that genesis names. */
  readonly code: Uint8Array;
  readonly genesis: Genesis;
}

/**
 * Reads a network's chain spec (JSON) and runtime bundle, and makes its genesis block of them. A raw spec brings the
 * whole state of genesis, in which the bundle must be the code.
 *
 * @throws `service-kit.NetworkFileUnreadable`, `service-kit.BadChainSpec`
 */
export async function readNetwork(specPath: string, codePath: string): Promise<Network> {
  const [json, code] = await Promise.all([readJson(specPath), read(codePath)]);
  if (isRawSpec(json)) return within(specPath, () => readRaw(json, code));
  const spec = within(specPath, () => chainSpecFromJson(json));
  return { spec, code, genesis: makeGenesis(spec, code, loadRuntime(code).genesis) };
}

function readRaw(json: unknown, code: Uint8Array): Network {
  const { state, ...spec } = rawSpecFromJson(json);
  const named = state.get(codeKey);
  if (!named || !equalBytes(named, code))
    throw codecErrors.BadJson({ expected: "a state with the given runtime as its code" });
  return { spec, code, genesis: genesisOf(state) };
}

/**
 * What a chain spec shows of its network, be it a raw one.
 *
 * @throws `service-kit.NetworkFileUnreadable`, `service-kit.BadChainSpec`
 */
export async function readProfile(path: string): Promise<NetworkProfile> {
  const json = await readJson(path);
  return within(path, () => (isRawSpec(json) ? rawSpecFromJson(json) : chainSpecFromJson(json)));
}

async function readJson(path: string): Promise<unknown> {
  const text = new TextDecoder().decode(await read(path));
  return within(path, () => JSON.parse(text));
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw errors.NetworkFileUnreadable({ path, reason: (cause as NodeJS.ErrnoException).code }, cause);
  }
}

/** Adds a file's path to an error about its contents. */
function within<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof CodedError) && !(cause instanceof SyntaxError)) throw cause;
    throw errors.BadChainSpec({ path, reason: cause.message }, cause);
  }
}
