import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bundle, bundleProgram } from "@pha/enclave/bundle";
import { type ChainSpec, chainSpecToJson, khala, phala } from "@pha/runtime/spec";
import { errors } from "./errors.ts";
import { root, cacheDir as sharedCache } from "./paths.ts";

/** Files that a network is made of. Genesis, and so everything that is ever signed or sealed, follows from them. */
export interface NetworkOptions {
  readonly network?: "phala" | "khala";
  /** Validators that genesis names: 1 to 4, 4 when absent. */
  readonly validators?: number;
  /** Gatekeepers that share the master key: 2 or more, 3 when absent. */
  readonly gatekeepers?: number;
  /** Folder with the spec and runtime of a state to begin with; then the three above mean nothing. */
  readonly from?: string | undefined;
  readonly cacheDir?: string;
}

/** Paths of a network's files. */
export interface NetworkFiles {
  readonly spec: string;
  readonly runtime: string;
  readonly gatekeeper: string;
  readonly miner: string;
}

/** The files of a network, by path, as built from the sources. */
interface Built {
  readonly bytes: Readonly<Record<Program, Uint8Array>>;
  readonly spec: string;
}

type Program = "runtime" | "gatekeeper" | "miner";

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
export async function buildNetwork(dir: string, options: NetworkOptions = {}): Promise<NetworkFiles> {
  const files = networkFiles(dir);
  const built = await build(options);
  if (existsSync(files.spec)) expectSame(files, built);
  else write(dir, files, built);
  return files;
}

async function build({ cacheDir = sharedCache, ...options }: NetworkOptions): Promise<Built> {
  const made = programs.map(async (name) => [name, await bundleProgram(entryOf(name), { cacheDir })]);
  const bundles = Object.fromEntries(await Promise.all(made)) as Record<Program, Bundle>;
  const bytes = { runtime: bundles.runtime.bytes, gatekeeper: bundles.gatekeeper.bytes, miner: bundles.miner.bytes };
  if (options.from !== undefined) return given(options.from, bytes);
  return { bytes, spec: `${JSON.stringify(chainSpecToJson(specOf(bundles, options)), undefined, 2)}\n` };
}

/** The enclave programs of these sources, on a ledger that brings its own spec and runtime. */
function given(folder: string, bytes: Built["bytes"]): Built {
  const { spec, runtime } = networkFiles(folder);
  try {
    return { bytes: { ...bytes, runtime: readFileSync(runtime) }, spec: readFileSync(spec, "utf8") };
  } catch (cause) {
    throw errors.NoExport({ folder, reason: (cause as NodeJS.ErrnoException).code }, cause);
  }
}

function specOf(
  { gatekeeper, miner }: Readonly<Record<Program, Bundle>>,
  { network = "phala", validators = 4, gatekeepers = 3 }: NetworkOptions,
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
      validators: { ...genesis.validators, set: genesis.validators.set.slice(0, validators) },
      gatekeepers: { ...genesis.gatekeepers, size: gatekeepers, threshold: Math.floor(gatekeepers / 2) + 1 },
    },
  };
}

/** The spec comes last: with it the folder counts as written. */
function write(dir: string, files: NetworkFiles, { bytes, spec }: Built): void {
  mkdirSync(dir, { recursive: true });
  for (const name of programs) writeFileSync(files[name], bytes[name]);
  writeFileSync(files.spec, spec);
}

const called: Readonly<Record<Program, string>> = {
  runtime: "the runtime",
  gatekeeper: "the gatekeepers' enclave program",
  miner: "the miners' enclave program",
};

function expectSame(files: NetworkFiles, { bytes, spec }: Built): void {
  const changed = programs.filter((name) => !readFileSync(files[name]).equals(bytes[name])).map((n) => called[n]);
  const other = changed.length === 0 && readFileSync(files.spec, "utf8") !== spec ? ["the chain spec"] : [];
  const all = [...changed, ...other];
  if (all.length > 0) throw errors.NetworkChanged({ changed: all.join(" and "), folder: files.spec });
}
