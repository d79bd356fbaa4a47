import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Hex, toHex } from "@pha/codec";
import { type Bundle, bundleProgram } from "@pha/enclave/bundle";
import { type ChainSpec, chainSpecFromJson, chainSpecToJson, khala, phala } from "@pha/runtime/spec";
import { errors } from "./errors.ts";
import { root, cacheDir as sharedCache } from "./paths.ts";

/** What a network is made of. Genesis, and so everything that is ever signed or sealed, follows from it. */
export interface BlueprintOptions {
  readonly network?: "phala" | "khala";
  /** Validators that genesis names: 1 to 4, 4 when absent. */
  readonly validators?: number;
  /** Gatekeepers that share the master key: 2 or more, 3 when absent. */
  readonly gatekeepers?: number;
  /** Nobody has root authority; `//Alice` when absent. */
  readonly withoutSudo?: boolean;
  /** Folder with the spec and runtime of a state to begin with; then the four above mean nothing. */
  readonly from?: string | undefined;
  readonly cacheDir?: string;
}

export interface NetworkOptions extends BlueprintOptions {
  /** Random bytes of genesis, drawn when absent. A state to begin with brings its own. */
  readonly salt?: Hex | undefined;
}

/** Paths of a network's files. */
export interface NetworkFiles {
  readonly spec: string;
  readonly runtime: string;
  readonly gatekeeper: string;
  readonly miner: string;
}

type Program = "runtime" | "gatekeeper" | "miner";

/** Programs, and a chain spec without a salt: networks begin with it, each with its own genesis. */
export interface Blueprint {
  readonly bytes: Readonly<Record<Program, Uint8Array>>;
  /** Text where it has the whole first state: that is one network's, and no other's. */
  readonly spec: ChainSpec | string;
}

const VERSION = "0.1.0";
const entries: Readonly<Record<Program, string>> = {
  runtime: "packages/runtime/src/module.ts",
  gatekeeper: "services/gatekeeper/src/program/main.ts",
  miner: "services/miner/src/program/main.ts",
};
const programs = Object.keys(entries) as Program[];

/** The file that a bundle begins with. */
export const entryOf = (program: Program): string => join(root, entries[program]);

/** Names of a network's files in its folder. */
export const networkFiles = (dir: string): NetworkFiles => ({
  spec: join(dir, "spec.json"),
  runtime: join(dir, "runtime.mjs"),
  gatekeeper: join(dir, "gatekeeper.mjs"),
  miner: join(dir, "miner.mjs"),
});

/**
 * Bundles runtime and enclave programs and writes them with the chain spec that allows their measurements.
 *
 * @param dir - written when it is empty; otherwise it must hold the same network.
 * @throws `devnet.NetworkChanged` when it holds another one: nothing is written then.
 */
export async function buildNetwork(dir: string, { salt, ...options }: NetworkOptions = {}): Promise<NetworkFiles> {
  return beginNetwork(dir, await makeBlueprint(options), salt);
}

/** Bundles runtime and enclave programs, for a chain spec that allows their measurements. */
export async function makeBlueprint({ cacheDir = sharedCache, ...options }: BlueprintOptions): Promise<Blueprint> {
  const made = programs.map(async (name) => [name, await bundleProgram(entryOf(name), { cacheDir })]);
  const bundles = Object.fromEntries(await Promise.all(made)) as Record<Program, Bundle>;
  const bytes = { runtime: bundles.runtime.bytes, gatekeeper: bundles.gatekeeper.bytes, miner: bundles.miner.bytes };
  return options.from === undefined ? { bytes, spec: specOf(bundles, options) } : given(options.from, bytes);
}

/** Writes a blueprint, for {@link readBlueprint}. */
export const writeBlueprint = (dir: string, blueprint: Blueprint): NetworkFiles =>
  write(networkFiles(dir), dir, blueprint.bytes, specText(blueprint));

/** Reads a folder that {@link writeBlueprint} wrote. */
export function readBlueprint(dir: string): Blueprint {
  const files = networkFiles(dir);
  const [runtime, gatekeeper, miner] = programs.map((name) => readFileSync(files[name]));
  const bytes = { runtime, gatekeeper, miner } as Blueprint["bytes"];
  return { bytes, spec: chainSpecFromJson(JSON.parse(readFileSync(files.spec, "utf8"))) };
}

/**
 * Writes the files of a network that begins: the blueprint's, and a genesis that no other network has.
 *
 * @param dir - written when it is empty; otherwise it must hold the same network.
 * @param salt - drawn when absent.
 * @throws `devnet.NetworkChanged` when it holds another one: nothing is written then.
 */
export function beginNetwork(dir: string, blueprint: Blueprint, salt?: Hex): NetworkFiles {
  const files = networkFiles(dir);
  if (!existsSync(files.spec)) {
    return write(files, dir, blueprint.bytes, specText(blueprint, salt ?? toHex(randomBytes(32))));
  }
  const held = readFileSync(files.spec, "utf8");
  expectSame(files, held, blueprint, specText(blueprint, salt ?? saltOf(held)));
  return files;
}

/** The enclave programs of these sources, on a ledger that brings its own spec and runtime. */
function given(folder: string, bytes: Blueprint["bytes"]): Blueprint {
  const { spec, runtime } = networkFiles(folder);
  try {
    return { bytes: { ...bytes, runtime: readFileSync(runtime) }, spec: readFileSync(spec, "utf8") };
  } catch (cause) {
    throw errors.NoExport({ folder, reason: (cause as NodeJS.ErrnoException).code }, cause);
  }
}

function specOf(
  { gatekeeper, miner }: Readonly<Record<Program, Bundle>>,
  { network = "phala", validators = 4, gatekeepers = 3, withoutSudo = false }: BlueprintOptions,
): ChainSpec {
  const spec = { phala, khala }[network]({
    programs: [
      { role: { type: "Gatekeeper" }, measurement: gatekeeper.measurement, name: "gatekeeper", version: VERSION },
      { role: { type: "Miner" }, measurement: miner.measurement, name: "miner", version: VERSION },
    ],
  });
  const { genesis } = spec;
  return {
    ...spec,
    genesis: {
      ...genesis,
      sudo: withoutSudo ? { key: undefined } : genesis.sudo,
      validators: { ...genesis.validators, set: genesis.validators.set.slice(0, validators) },
      gatekeepers: { ...genesis.gatekeepers, size: gatekeepers, threshold: Math.floor(gatekeepers / 2) + 1 },
    },
  };
}

function specText({ spec }: Blueprint, salt?: Hex): string {
  if (typeof spec === "string") return spec;
  const salted = salt === undefined ? spec : { ...spec, genesis: { ...spec.genesis, system: { salt } } };
  return `${JSON.stringify(chainSpecToJson(salted), undefined, 2)}\n`;
}

/** The salt of a written spec, if it has one where {@link specText} puts it. */
const saltOf = (spec: string): Hex | undefined => JSON.parse(spec).genesis?.system?.salt;

/** The spec comes last: with it the folder counts as written. */
function write(files: NetworkFiles, dir: string, bytes: Blueprint["bytes"], spec: string): NetworkFiles {
  mkdirSync(dir, { recursive: true });
  for (const name of programs) writeFileSync(files[name], bytes[name]);
  writeFileSync(files.spec, spec);
  return files;
}

const called: Readonly<Record<Program, string>> = {
  runtime: "the runtime",
  gatekeeper: "the gatekeepers' enclave program",
  miner: "the miners' enclave program",
};

function expectSame(files: NetworkFiles, held: string, { bytes }: Blueprint, spec: string): void {
  const changed = programs.filter((name) => !readFileSync(files[name]).equals(bytes[name])).map((n) => called[n]);
  const other = changed.length === 0 && held !== spec ? ["the chain spec"] : [];
  const all = [...changed, ...other];
  if (all.length > 0) throw errors.NetworkChanged({ changed: all.join(" and "), folder: files.spec });
}
