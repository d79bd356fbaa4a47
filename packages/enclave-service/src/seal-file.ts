import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** What a sealed file holds, or `undefined` before there is one. */
export async function readSealed(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Replaces a sealed file, all or nothing; on the disk when this resolves. */
export async function writeSealed(path: string, sealed: Uint8Array): Promise<void> {
  {
    await using draft = await open(`${path}.new`, "w", 0o600);
    await draft.writeFile(sealed);
    await draft.sync();
  }
  await rename(`${path}.new`, path);
  await using folder = await open(dirname(path), "r");
  await folder.sync();
}
