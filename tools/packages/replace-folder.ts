import { mkdirSync, renameSync, rmSync } from "node:fs";

/** Makes a folder anew beside the old one, which stays as it is until the new one is whole. */
export function replaceFolder(folder: string, make: (fresh: string) => void): void {
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  try {
    make(fresh);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}
