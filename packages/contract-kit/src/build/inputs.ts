import { existsSync, readFileSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Metafile } from "esbuild";
import { errors } from "./errors.ts";

/** The kit's own folder, and in a clone those of the packages beside it. */
const kit = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Holds what a bundle was made of to the contract's folder, to the workspace that it lies in, to what is installed for it,
 * and to the kit: code is public, and a source may import any file of the machine.
 *
 * @throws `contract-kit.OutsideFolder`
 */
export async function holdInputs(folder: string, { inputs }: Metafile): Promise<void> {
  const root = await realpath(folder);
  const home = workspaceOf(root);
  const allowed = [home, kit, ...ancestorsOf(home).map((above) => join(above, "node_modules"))];
  for (const input of Object.keys(inputs)) {
    const file = await realpath(resolve(folder, input));
    if (!allowed.some((place) => isWithin(place, file))) throw errors.OutsideFolder({ file, folder: home });
  }
}

/** What of a bundle's inputs is neither installed nor the kit's. */
export const ownInputs = (folder: string, { inputs }: Metafile): string[] =>
  Object.keys(inputs)
    .map((input) => resolve(folder, input))
    .filter((file) => !file.split(sep).includes("node_modules") && !isWithin(kit, file));

/** The nearest folder upwards that is a workspace of packages; the contract's own, when there is none. */
function workspaceOf(root: string): string {
  return [root, ...ancestorsOf(root)].find(isWorkspace) ?? root;
}

function isWorkspace(folder: string): boolean {
  if (existsSync(join(folder, "pnpm-workspace.yaml"))) return true;
  const file = join(folder, "package.json");
  return existsSync(file) && /"workspaces"\s*:/.test(readFileSync(file, "utf8"));
}

function ancestorsOf(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [] : [above, ...ancestorsOf(above)];
}

function isWithin(place: string, file: string): boolean {
  const path = relative(place, file);
  return !path.startsWith("..") && !isAbsolute(path);
}
