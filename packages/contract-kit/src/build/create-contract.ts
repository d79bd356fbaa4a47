import { cp, mkdir, readdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { errors } from "./errors.ts";

const kit = fileURLToPath(new URL("../..", import.meta.url));

/** Which versions of the packages a new contract installs, as npm takes them. */
export interface PackageVersions {
  readonly "@pha/cli": string;
  readonly "@pha/contract-kit": string;
}

/**
 * Lays out a new contract in `folder`, named like it.
 *
 * @param findVersions - asked once the folder is known to be free: making packages takes long.
 * @returns The files made, relative to the folder.
 * @throws `contract-kit.BadName`, `contract-kit.FolderTaken`
 */
export async function createContract(folder: string, findVersions: () => Promise<PackageVersions>): Promise<string[]> {
  const root = resolve(folder);
  const name = basename(root);
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) throw errors.BadName({ name });
  const present = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw errors.FolderTaken({ folder: root }, error);
  });
  if (present.length > 0) throw errors.FolderTaken({ folder: root });

  const versions = await findVersions();
  await cp(join(kit, "template"), root, { recursive: true });
  await rename(join(root, "gitignore"), join(root, ".gitignore")); // npm packs no file of this name
  const files = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files) await writeFile(file, (await readFile(file, "utf8")).replaceAll("my-contract", name));
  const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const devDependencies = { ...versions, ...manifest.devDependencies };
  await writeFile(join(root, "package.json"), `${JSON.stringify({ ...manifest, devDependencies }, undefined, 2)}\n`);
  return files.map((file) => relative(root, file)).sort();
}

/** Lets a contract find this very kit without an install: in a clone, where it is not a package but its sources. */
export async function linkKit(folder: string): Promise<void> {
  const modules = join(resolve(folder), "node_modules", "@pha");
  await mkdir(modules, { recursive: true });
  await symlink(kit, join(modules, "contract-kit"), "dir");
}
