import { cp, mkdir, readdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { errors } from "./errors.ts";
import { makeFolder } from "./write-output.ts";

const kit = fileURLToPath(new URL("../..", import.meta.url));

/** Which versions of the packages a new contract installs, as npm takes them; of a file (`file:/…`) its folder has a copy. */
export interface PackageVersions {
  readonly "@pha/cli": string;
  readonly "@pha/contract-kit": string;
}

/** What a new contract can be, for a start. */
export const templates: readonly string[] = ["notebook", "counter", "private-vote", "http-oracle"];

/**
 * Lays out a new contract in `folder`, named like it.
 *
 * @param findVersions - asked once the folder is there, and free: making packages takes long.
 * @param template - one of {@link templates}
 * @returns The files made, relative to the folder.
 * @throws `contract-kit.UnknownTemplate`, `contract-kit.BadName`, `contract-kit.FolderTaken`, `contract-kit.Unwritable`
 */
export async function createContract(
  folder: string,
  findVersions: () => Promise<PackageVersions>,
  template = "notebook",
): Promise<string[]> {
  if (!templates.includes(template)) throw errors.UnknownTemplate({ template, known: templates.join(", ") });
  const root = resolve(folder);
  const name = basename(root);
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) throw errors.BadName({ name });
  const present = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw errors.FolderTaken({ folder: root }, error);
  });
  if (present.length > 0) throw errors.FolderTaken({ folder: root });

  await makeFolder(root);
  const versions = await findVersions();
  for (const part of ["common", template]) await cp(join(kit, "template", part), root, { recursive: true });
  await rename(join(root, "gitignore"), join(root, ".gitignore")); // npm packs no file of this name
  const files = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files) await writeFile(file, (await readFile(file, "utf8")).replaceAll("my-contract", name));
  const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const brought = await bringIn(root, versions);
  const devDependencies = { ...brought.versions, ...manifest.devDependencies };
  await writeFile(join(root, "package.json"), `${JSON.stringify({ ...manifest, devDependencies }, undefined, 2)}\n`);
  return [...files, ...brought.files].map((file) => relative(root, file)).sort();
}

/** Copies packages that are files into the folder, which so can be moved, and handed on, with all that it installs. */
async function bringIn(root: string, versions: PackageVersions) {
  const files: string[] = [];
  const named = Object.entries(versions).map(async ([name, version]: [string, string]) => {
    if (!version.startsWith("file:")) return [name, version];
    const from = version.slice("file:".length);
    const file = join(root, "packages", basename(from));
    await cp(from, file);
    files.push(file);
    return [name, `file:packages/${basename(from)}`];
  });
  return { versions: Object.fromEntries(await Promise.all(named)), files };
}

/** Lets a contract find this very kit without an install: in a clone, where it is not a package but its sources. */
export async function linkKit(folder: string): Promise<void> {
  const modules = join(resolve(folder), "node_modules", "@pha");
  await mkdir(modules, { recursive: true });
  await symlink(kit, join(modules, "contract-kit"), "dir");
}
