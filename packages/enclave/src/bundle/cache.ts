import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Built, build, type Recipe, recipeVersion } from "./build.ts";

/** Record of a finished bundle: SHA-256 of its own bytes and of every source, by path below the root. */
interface Manifest {
  readonly bundle: string;
  readonly imports: readonly string[];
  readonly inputs: Readonly<Record<string, string>>;
}

interface Cached extends Pick<Built, "bytes" | "imports"> {
  /** Where the bundle lies, with a cache folder. */
  readonly file: string | undefined;
}

const digest = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** A bundle from the cache while all its sources are what they were; built and kept otherwise. */
export async function cached(recipe: Recipe, cacheDir: string | undefined): Promise<Cached> {
  if (cacheDir === undefined) return { ...(await build(recipe)), file: undefined };
  const key = digest(JSON.stringify([recipeVersion, recipe.platform, recipe.root, recipe.entry])).slice(0, 32);
  const file = join(cacheDir, `${key}.mjs`);
  const found = await find(file, recipe.root);
  if (found !== undefined) return { ...found, file };
  const { bytes, imports, inputs } = await build(recipe);
  const manifest: Manifest = { bundle: digest(bytes), imports, inputs: await hashAll(inputs, recipe.root) };
  await mkdir(cacheDir, { recursive: true });
  await replace(file, bytes);
  await replace(`${file}.json`, JSON.stringify(manifest));
  return { bytes, imports, file };
}

/** Whatever is unreadable, damaged or out of date counts as not there. */
async function find(file: string, root: string): Promise<Pick<Built, "bytes" | "imports"> | undefined> {
  try {
    const { bundle, imports, inputs } = JSON.parse(await readFile(`${file}.json`, "utf8")) as Manifest;
    const bytes = Uint8Array.from(await readFile(file));
    const now = await hashAll(Object.keys(inputs), root);
    const fresh = Object.entries(inputs).every(([path, hash]) => now[path] === hash);
    return fresh && digest(bytes) === bundle ? { bytes, imports } : undefined;
  } catch {
    return undefined;
  }
}

async function hashAll(paths: readonly string[], root: string): Promise<Record<string, string>> {
  const hash = async (path: string) => [path, digest(await readFile(join(root, path)))] as const;
  return Object.fromEntries(await Promise.all(paths.map(hash)));
}

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, content);
  await rename(draft, path);
}
