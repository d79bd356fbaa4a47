import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Hex } from "@pha/codec";
import { type Abi, withAbi } from "@pha/contract-engine/abi";
import { maxContractCodeBytes } from "@pha/limits";
import { type BuildFailure, build } from "esbuild";
import { textHash } from "../text-hash.ts";
import { readAbi } from "./abi.ts";
import { errors } from "./errors.ts";
import { holdInputs, ownInputs } from "./inputs.ts";
import { kitSources, Positions } from "./positions.ts";

/** A contract's code: one ES module without imports, whose last line is its ABI. */
export interface Bundle {
  readonly code: string;
  readonly abi: Abi;
  /** How many the code has in UTF-8, as it is hashed and as the ledger keeps it. */
  readonly bytes: number;
  /** SHA-256 of the code's UTF-8 bytes: what the ledger stores it under. */
  readonly codeHash: Hex;
  /** Source map of the code: JSON, its sources from the contract's folder, without their content. */
  readonly map: string;
  /** The author's own sources that it was made of, wherever they lie. */
  readonly inputs: readonly string[];
}

/** Where the code lies, from the contract's folder. */
const codeFile = join("dist", "contract.mjs");
const kit = fileURLToPath(new URL("../index.ts", import.meta.url));

/**
 * Bundles `src/index.ts` of a contract's folder. The same sources give the same bytes, wherever the folder lies.
 *
 * @throws `contract-kit.NoContract`, `contract-kit.BuildFailed`, `contract-kit.ImportsLeft`, `contract-kit.NoAbi`,
 *   `contract-kit.AbiNotRead`, `contract-kit.CodeTooLarge`, `contract-kit.OutsideFolder`
 */
export async function bundleContract(folder: string): Promise<Bundle> {
  if (!existsSync(join(folder, "src", "index.ts"))) throw errors.NoContract({ folder });
  const result = await build({
    absWorkingDir: folder,
    entryPoints: ["src/index.ts"],
    alias: { "@pha/contract-kit": kit },
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2023",
    minifyWhitespace: true,
    minifySyntax: true,
    // Promises that nobody awaits are found by the engine, but for those that it makes itself.
    supported: { "async-await": false, "async-generator": false, "for-await": false },
    legalComments: "none",
    charset: "utf8",
    write: false,
    outfile: codeFile,
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    logLevel: "silent",
  }).catch((error: BuildFailure) => {
    throw errors.BuildFailed({ reason: reasonOf(error) }, error);
  });
  await holdInputs(folder, result.metafile);
  const imports = Object.values(result.metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  if (imports.length > 0) throw errors.ImportsLeft({ imports: imports.join(", ") });
  const textOf = (end: string): string => result.outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  const bare = textOf(".mjs");
  const map = portable(textOf(".map"), folder);
  const abi = await readAbi({ code: bare, codeHash: textHash(bare) }, new Positions({ code: bare, map }));
  const code = withAbi(bare, abi);
  const bytes = Buffer.byteLength(code);
  if (bytes > maxContractCodeBytes) throw errors.CodeTooLarge({ bytes, max: maxContractCodeBytes });
  return { code, bytes, abi, codeHash: textHash(code), map, inputs: ownInputs(folder, result.metafile) };
}

/** The map with sources named alike wherever contract and kit lie. */
function portable(map: string, folder: string): string {
  const { sources, ...rest } = JSON.parse(map) as { readonly sources: readonly string[] };
  const named = sources.map((source) => {
    const path = resolve(folder, dirname(codeFile), source);
    const inKit = relative(dirname(kit), path);
    const name = inKit.startsWith("..") ? relative(folder, path) : join(kitSources, inKit);
    return name.replaceAll(sep, "/");
  });
  return JSON.stringify({ ...rest, sources: named });
}

function reasonOf({ errors: messages, message }: BuildFailure): string {
  const [first] = messages ?? [];
  if (!first) return message;
  const { location } = first;
  const text = first.text.startsWith("Top-level await")
    ? "A contract's module loads without awaiting; move the await into a method."
    : first.text;
  return location ? `${location.file}:${location.line}: ${text}` : text;
}
