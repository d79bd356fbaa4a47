import { readFile } from "node:fs/promises";
import { sha256 } from "@pha/crypto/node";
import { type Genesis, makeGenesis } from "@pha/runtime";
import { type ChainSpec, chainSpecFromJson, khala, phala } from "@pha/runtime/spec";
import { errors } from "../errors.ts";

const known: Readonly<Record<string, typeof phala>> = { phala, khala };

/**
 * Computes block 0 from a chain spec (a name, or a path to JSON) and the runtime's bundle.
 *
 * @throws `relay.BadSpec`, `relay.CodeUnreadable`, `runtime.BadGenesis`
 */
export async function loadGenesis({ spec, code }: { readonly spec: string; readonly code: string }): Promise<Genesis> {
  return makeGenesis(await loadSpec(spec), await loadCode(code), sha256);
}

async function loadSpec(nameOrPath: string): Promise<ChainSpec> {
  const named = Object.hasOwn(known, nameOrPath) ? known[nameOrPath] : undefined;
  if (named) return named({ programs: [] });
  try {
    return chainSpecFromJson(JSON.parse(await readFile(nameOrPath, "utf8")));
  } catch (cause) {
    throw errors.BadSpec({ spec: nameOrPath, reason: (cause as Error).message }, cause);
  }
}

async function loadCode(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw errors.CodeUnreadable({ path }, cause);
  }
}
