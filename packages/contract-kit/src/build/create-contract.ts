import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { errors } from "./errors.ts";

const kit = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Lays out a new contract in `folder`, named like it. It finds this kit by a link in its own `node_modules`, so that
 * editors, tests and builds work wherever it lies, without an install.
 *
 * @returns The files made, relative to the folder.
 * @throws `contract-kit.BadName`, `contract-kit.FolderTaken`
 */
export async function createContract(folder: string): Promise<string[]> {
  const root = resolve(folder);
  const name = basename(root);
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) throw errors.BadName({ name });
  const present = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw errors.FolderTaken({ folder: root }, error);
  });
  if (present.length > 0) throw errors.FolderTaken({ folder: root });

  await cp(join(kit, "template"), root, { recursive: true });
  const files = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files) await writeFile(file, (await readFile(file, "utf8")).replaceAll("my-contract", name));
  await mkdir(join(root, "node_modules", "@pha"), { recursive: true });
  await symlink(kit, join(root, "node_modules", "@pha", "contract-kit"), "dir");
  return files.map((file) => relative(root, file)).sort();
}
