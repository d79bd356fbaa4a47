import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Downloads packages of this Debian and unpacks them into a folder, which is whole or not there. Nothing is installed. */
export async function unpackDebian(packages: readonly string[], folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const temporary = mkdtempSync(join(dirname(folder), "download-"));
  try {
    await run("apt-get", ["download", ...packages], { cwd: temporary });
    const root = join(temporary, "root");
    for (const archive of readdirSync(temporary)) await run("dpkg", ["-x", archive, root], { cwd: temporary });
    if (!existsSync(folder)) renameSync(root, folder); // another process may have been faster
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** A package, and those that it needs and this machine lacks. Asking takes no rights. */
export async function lackingDebian(name: string): Promise<string[]> {
  const { stdout } = await run("apt-get", ["install", "--simulate", "--no-install-recommends", name]);
  return [...new Set([name, ...(stdout.match(/(?<=^Inst )\S+/gm) ?? [])])];
}

/** A program by its name in PATH, or in folders besides. */
export function findProgram(name: string, folders: readonly string[] = []): string | undefined {
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return [...path, ...folders].map((folder) => join(folder, name)).find(existsSync);
}
