import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { PackageVersions } from "@pha/contract-kit/build";
import type { Output } from "./output.ts";
import { runTelling } from "./run-telling.ts";

/** Root of the package that this file is in, or of the clone: it is three folders up in both. */
const root = fileURLToPath(new URL("../../..", import.meta.url));
const manifest = (folder: string): { readonly name: string; readonly version: string } =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** Whether this command line runs from a clone of the repository, not from its package. */
export const isClone = manifest(root).name !== "@pha/cli";

/** What a new contract installs: from a registry, the versions that belong to this one; from a clone, what it packs. */
export async function packageVersions(output: Output): Promise<PackageVersions> {
  if (!isClone) {
    const range = `^${manifest(root).version}`;
    return besideTarball() ?? { "@pha/cli": range, "@pha/contract-kit": range };
  }
  output.progress(
    "packing the contract kit and this command line, for npm to install; the first time that takes a while",
  );
  await runTelling(process.execPath, [join(root, "tools", "packages.ts"), "--if-changed"], root, output);
  const { version } = manifest(join(root, "packages", "cli"));
  const tarball = (name: string) => `file:${join(root, "dist", `pha-${name}-${version}.tgz`)}`;
  return { "@pha/cli": tarball("cli"), "@pha/contract-kit": tarball("contract-kit") };
}

/** When npm installed this command line from a tarball: that one, and the kit's beside it. */
function besideTarball(): PackageVersions | undefined {
  const modules = join(root, "..", "..");
  const note = join(modules, ".package-lock.json");
  if (!existsSync(note)) return undefined;
  const { packages } = JSON.parse(readFileSync(note, "utf8")) as { packages?: Record<string, { resolved?: string }> };
  const from = packages?.["node_modules/@pha/cli"]?.resolved;
  if (!from?.startsWith("file:")) return undefined;
  const cli = resolve(modules, "..", from.slice("file:".length));
  const kit = join(dirname(cli), basename(cli).replace("cli", "contract-kit"));
  return existsSync(kit) ? { "@pha/cli": `file:${cli}`, "@pha/contract-kit": `file:${kit}` } : undefined;
}
