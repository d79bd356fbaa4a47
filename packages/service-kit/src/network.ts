import { readFile } from "node:fs/promises";
import { CodedError } from "@pha/codec";
import { type Genesis, makeGenesis } from "@pha/runtime";
import { type ChainSpec, chainSpecFromJson } from "@pha/runtime/spec";
import { loadRuntime } from "@pha/runtime-host";
import { errors } from "./errors.ts";

/** A network, and the genesis block that follows from its chain spec and runtime. */
export interface Network {
  readonly spec: ChainSpec;
  /** The runtime that genesis names. */
  readonly code: Uint8Array;
  readonly genesis: Genesis;
}

/**
 * Reads a network's chain spec (JSON) and runtime bundle, and makes its genesis block of them.
 *
 * @throws `service-kit.NetworkFileUnreadable`, `service-kit.BadChainSpec`
 */
export async function readNetwork(specPath: string, codePath: string): Promise<Network> {
  const [json, code] = await Promise.all([read(specPath), read(codePath)]);
  const spec = parseSpec(specPath, new TextDecoder().decode(json));
  return { spec, code, genesis: makeGenesis(spec, code, loadRuntime(code).genesis) };
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw errors.NetworkFileUnreadable({ path, reason: (cause as NodeJS.ErrnoException).code }, cause);
  }
}

function parseSpec(path: string, json: string): ChainSpec {
  try {
    return chainSpecFromJson(JSON.parse(json));
  } catch (cause) {
    if (!(cause instanceof CodedError) && !(cause instanceof SyntaxError)) throw cause;
    throw errors.BadChainSpec({ path, reason: cause.message }, cause);
  }
}
