import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildPage } from "./build-page.ts";

/** The folder of the newest page, and SHA-256 of each file that it was made of, by its path. */
interface Made {
  readonly folder: string;
  readonly sources: Readonly<Record<string, string>>;
}

const digest = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/**
 * The folder of the page that the sources make: built once, and again when one of them has changed. Several processes may
 * ask at once.
 */
export async function cachedPage(cacheDir: string): Promise<string> {
  const record = join(cacheDir, "console.json");
  const found = await find(record);
  if (found !== undefined) return found;
  await mkdir(cacheDir, { recursive: true });
  const draft = await mkdtemp(join(cacheDir, "console-"));
  const sources = await hashAll(await buildPage(draft));
  const folder = join(cacheDir, `console-${digest(JSON.stringify(sources)).slice(0, 16)}`);
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  const made: Made = { folder, sources };
  await writeFile(`${record}.${process.pid}`, JSON.stringify(made));
  await rename(`${record}.${process.pid}`, record);
  return folder;
}

async function find(record: string): Promise<string | undefined> {
  try {
    const { folder, sources } = JSON.parse(await readFile(record, "utf8")) as Made;
    await readFile(join(folder, "index.html"));
    const now = await hashAll(Object.keys(sources));
    return Object.entries(sources).every(([path, hash]) => now[path] === hash) ? folder : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function hashAll(paths: readonly string[]): Promise<Record<string, string>> {
  const hash = async (path: string) => [path, digest(await readFile(path))] as const;
  return Object.fromEntries(await Promise.all(paths.map(hash)));
}
