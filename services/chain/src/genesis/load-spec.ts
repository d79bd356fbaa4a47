import { readFile } from "node:fs/promises";
import { type ChainSpec, chainSpecFromJson, khala, phala } from "@pha/runtime/spec";
import { errors } from "../errors.ts";

const known: Readonly<Record<string, (options: { programs: [] }) => ChainSpec>> = { phala, khala };

/**
 * A chain spec by name, without enclave programs, or from a JSON file.
 *
 * @throws `chain.BadSpec`
 */
export async function loadSpec(nameOrPath: string): Promise<ChainSpec> {
  const named = Object.hasOwn(known, nameOrPath) ? known[nameOrPath] : undefined;
  if (named) return named({ programs: [] });
  try {
    return chainSpecFromJson(JSON.parse(await readFile(nameOrPath, "utf8")));
  } catch (cause) {
    throw errors.BadSpec(
      { spec: nameOrPath, known: Object.keys(known).join(", "), reason: (cause as Error).message },
      cause,
    );
  }
}
