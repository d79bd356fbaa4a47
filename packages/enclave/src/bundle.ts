import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Hex } from "@pha/codec";
import { cached } from "./bundle/cache.ts";
import { errors } from "./errors.ts";
import { measure } from "./measurement.ts";

/** An enclave program as one module, and what it measures. */
export interface Bundle {
  readonly bytes: Uint8Array;
  readonly measurement: Hex;
}

/** Where bundling looks and what it may reuse. */
export interface BundleOptions {
  /** Folder for finished bundles. One is reused while none of the files it was made of has changed. */
  readonly cacheDir?: string;
  /** Folder that paths in the bundle are relative to: the workspace (default), so that clones agree on every byte. */
  readonly root?: string;
}

const workspace = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Bundles a program reproducibly: the same sources give the same bytes in every clone and working directory.
 *
 * @throws `enclave.NotSelfContained` when an import is left, `enclave.BundleFailed` for anything esbuild refuses.
 */
export async function bundleProgram(entry: string, options: BundleOptions = {}): Promise<Bundle> {
  const { root = workspace, cacheDir } = options;
  const { bytes, imports } = await cached({ entry: resolve(entry), root, platform: "neutral" }, cacheDir);
  if (imports.length > 0) throw errors.NotSelfContained({ entry, imports: imports.join(" ") });
  return { bytes, measurement: measure(bytes) };
}

/** Bundles the loader, which imports nothing but Node's own modules. Returns the path of its one file. */
export async function bundleLoader(cacheDir: string): Promise<string> {
  const entry = fileURLToPath(new URL("./loader/main.ts", import.meta.url));
  const { file } = await cached({ entry, root: workspace, platform: "node" }, cacheDir);
  return file as string;
}
