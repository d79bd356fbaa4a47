import { relative } from "node:path";
import type { BuildResult } from "esbuild";
import { errors } from "../errors.ts";

/** Entry and platform of a bundle: `neutral` leaves nothing to import, `node` leaves Node's own modules. */
export interface Recipe {
  readonly entry: string;
  readonly root: string;
  readonly platform: "neutral" | "node";
}

/** One module, the imports it still has, and the files it was made of, relative to the root. */
export interface Built {
  readonly bytes: Uint8Array;
  readonly imports: readonly string[];
  readonly inputs: readonly string[];
}

/** Part of every cache key: raise it with any change of the options below, or of esbuild's version. */
export const recipeVersion = "esbuild 0.28.2, 1";

/**
 * Bundles with esbuild.
 *
 * `absWorkingDir` keeps the current directory out of the bytes, `minifyWhitespace` the package manager's paths.
 *
 * @throws `enclave.BundleFailed` with esbuild's first complaint.
 */
export async function build({ entry, root, platform }: Recipe): Promise<Built> {
  // Loaded when needed only: it costs more than reading a finished bundle.
  const { buildSync } = await import("esbuild");
  try {
    // Synchronous, or esbuild's own process would stay for as long as this one.
    return outcome(
      buildSync({
        entryPoints: [relative(root, entry)],
        absWorkingDir: root,
        bundle: true,
        format: "esm",
        platform,
        mainFields: ["module", "main"],
        conditions: ["import"],
        target: "es2024",
        minifyWhitespace: true,
        legalComments: "none",
        charset: "utf8",
        metafile: true,
        write: false,
        logLevel: "silent",
      }),
    );
  } catch (cause) {
    throw errors.BundleFailed({ entry, reason: (cause as { errors?: { text: string }[] }).errors?.[0]?.text }, cause);
  }
}

/** A bundle of one entry is one output. */
function outcome({ metafile, outputFiles }: BuildResult<{ metafile: true; write: false }>): Built {
  const [output] = Object.values(metafile.outputs) as [(typeof metafile.outputs)[string]];
  const [file] = outputFiles as [(typeof outputFiles)[number]];
  return {
    bytes: Uint8Array.from(file.contents),
    imports: output.imports.map(({ path }) => path),
    inputs: Object.keys(metafile.inputs),
  };
}
