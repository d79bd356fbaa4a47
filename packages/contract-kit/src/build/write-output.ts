import { randomUUID } from "node:crypto";
import { lstat, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errors } from "./errors.ts";

/**
 * Writes a file of a contract's `dist`: in the place of what is there, also of a link, never through one.
 *
 * @throws `contract-kit.OutsideFolder` when the folder is a link, `contract-kit.Unwritable`
 */
export async function writeOutput(file: string, text: string): Promise<void> {
  const folder = dirname(file);
  await makeFolder(folder);
  if (!(await lstat(folder)).isDirectory()) throw errors.OutsideFolder({ file: folder, folder: dirname(folder) });
  const fresh = join(folder, `.${basename(file)}.${randomUUID()}`);
  try {
    await writeFile(fresh, text, { flag: "wx" });
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw unwritable(folder, error);
  }
}

/** @throws `contract-kit.Unwritable` */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
}

const unwritable = (folder: string, cause: unknown) =>
  errors.Unwritable({ folder, reason: (cause as NodeJS.ErrnoException).code }, cause);
