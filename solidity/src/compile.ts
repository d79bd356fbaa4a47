import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Hex, toHex, utf8 } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import type { Abi } from "viem";
import { errors } from "./errors.ts";

/** What a contract's source became. */
export interface Artefact {
  readonly abi: Abi;
  /** Creation code, without constructor arguments. */
  readonly bytecode: Hex;
}

const require = createRequire(import.meta.url);
const sourceDir = join(import.meta.dirname, "..", "contracts");

/** One source gives one code: nothing of the host, and no hash of comments, goes in. */
const settings = {
  viaIR: true,
  optimizer: { enabled: true, runs: 1_000_000 },
  evmVersion: "cancun",
  metadata: { bytecodeHash: "none", appendCBOR: false },
  outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
} as const;

/** The compiler, as far as it is used: standard JSON in and out. */
interface Solc {
  compile(input: string): string;
}

interface Output {
  readonly errors?: readonly { readonly formattedMessage: string }[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, Compiled>>>>;
}
interface Compiled {
  readonly abi: Abi;
  readonly evm: { readonly bytecode: { readonly object: string } };
}

/**
 * Compiles every contract of this package, if nobody did since their sources last changed; that takes some seconds.
 *
 * @param cacheDir keeps what was made; everything in it can be made again.
 * @returns artefacts by the contract's name.
 * @throws `solidity.NotCompiled` for errors and for warnings.
 */
export function compileContracts(cacheDir: string): ReadonlyMap<string, Artefact> {
  const files = readdirSync(sourceDir, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".sol"));
  const sources = Object.fromEntries(files.sort().map((file) => [file, readFileSync(join(sourceDir, file), "utf8")]));
  const { version } = require("solc/package.json") as { readonly version: string };
  const made = join(cacheDir, `${toHex(sha256(utf8(version + JSON.stringify([sources, settings])))).slice(2)}.json`);
  if (!existsSync(made)) {
    const output = compileSources(sources);
    mkdirSync(cacheDir, { recursive: true });
    // Several processes may be at it: each file that is there is whole.
    writeFileSync(`${made}.${process.pid}`, JSON.stringify(output));
    renameSync(`${made}.${process.pid}`, made);
  }
  return new Map(Object.entries(JSON.parse(readFileSync(made, "utf8"))));
}

/**
 * Compiles files, given by their names.
 *
 * @throws `solidity.NotCompiled`
 */
export function compileSources(files: Readonly<Record<string, string>>): Readonly<Record<string, Artefact>> {
  const solc: Solc = require("solc");
  const sources = Object.fromEntries(Object.entries(files).map(([file, content]) => [file, { content }]));
  const output: Output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings })));
  if (output.errors?.length) {
    const said = output.errors.map(({ formattedMessage }) => formattedMessage).join("\n");
    throw errors.NotCompiled({ said });
  }
  const contracts = Object.values(output.contracts ?? {}).flatMap((named) => Object.entries(named));
  return Object.fromEntries(
    contracts.map(([name, { abi, evm }]) => [name, { abi, bytecode: `0x${evm.bytecode.object}` as Hex }]),
  );
}
