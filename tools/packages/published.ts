import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readText, root } from "../workspace.ts";

/**
 * Packages that users install, by folder, and which of their entries. Each is whole: what it needs of other members
 * lies inside it, so that there is nothing else of ours to install, to version, or to promise.
 */
export const published: Readonly<Record<string, readonly string[]>> = {
  sdk: [".", "./pallets"],
  "contract-kit": [".", "./build", "./testing"],
  cli: [],
};

/**
 * A library that becomes part of the packages that import it: it pins an older `@noble/curves` than everything else
 * here, so that users would install, and their pages load, two. The workspace overrides the pin.
 */
export const inlined = {
  specifier: "@scure/sr25519/index.js",
  /** Its folder, from the root, and what is copied of it. */
  folder: "packages/crypto/node_modules/@scure/sr25519",
  files: ["index.js", "index.d.ts", "LICENSE"],
  /** Where it comes to lie, from the emitted sources. */
  place: "libraries/sr25519",
};

/** Oldest Node that they run on: what the `@noble` packages ask for. */
export const oldestNode = "20.19.0";

/** A `package.json`, as far as it matters here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly sideEffects?: boolean;
  readonly exports?: Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Manifest of the member in `packages/<folder>`. */
export const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8"));

/** The tarball of a package: what `npm install` takes until a registry has it. */
export function tarballOf(folder: string): string {
  const { name, version } = readManifest(folder);
  return join(root, "dist", `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
}

/** Version of a library that the workspace pins, as `package.json` names it: itself, or by the catalog. */
export function pinned(library: string, version: string): string {
  if (!version.startsWith("catalog:")) return version;
  const [, catalog = ""] = readText("pnpm-workspace.yaml").split(/^catalog:$/m);
  const found = new Map([...catalog.matchAll(/^ {2}"?([^":]+)"?: (\S+)$/gm)].map(([, name, pin]) => [name, pin]));
  const pin = found.get(library);
  if (pin === undefined) throw new Error(`${library} is not in the catalog`);
  return pin;
}
