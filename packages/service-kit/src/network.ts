import { readFile } from "node:fs/promises";
import { CodedError } from "@pha/codec";
import { type ChainSpec, chainSpecFromJson } from "@pha/runtime/spec";
import { errors } from "./errors.ts";

/** What a network is made of: genesis follows from both. */
export interface NetworkFiles {
  readonly spec: ChainSpec;
  /** The runtime's bundle. */
  readonly code: Uint8Array;
}

/**
 * Reads a network's chain spec (JSON) and runtime bundle.
 *
 * @throws `service-kit.NetworkFileUnreadable`, `service-kit.BadChainSpec`
 */
export async function readNetworkFiles(specPath: string, codePath: string): Promise<NetworkFiles> {
  const [json, code] = await Promise.all([read(specPath), read(codePath)]);
  return { spec: parseSpec(specPath, new TextDecoder().decode(json)), code };
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
