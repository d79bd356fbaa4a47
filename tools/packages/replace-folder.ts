import { mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Nobody makes a folder for so long: what is older was left by a process that was killed. */
const abandonedMs = 3_600_000;

/**
 * Makes a folder anew beside the old one, which stays as it is until the new one is whole. Processes may do so at the
 * same time: the last one's stays.
 */
export function replaceFolder(folder: string, make: (fresh: string) => void): void {
  removeAbandoned(folder);
  const fresh = mkdtempSync(`${folder}.new-`);
  try {
    make(fresh);
    while (!isReplaced(folder, fresh));
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
}

function removeAbandoned(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.new-`)) continue;
    const path = join(dirname(folder), name);
    if (Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > abandonedMs)
      rmSync(path, { recursive: true, force: true });
  }
}

/** Not where another process has put its own there in the same moment. */
function isReplaced(folder: string, fresh: string): boolean {
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(fresh, folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTEMPTY") return false;
    throw error;
  }
}
