import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { errors } from "../errors.ts";

/** A file of the page as it is sent: as it is, and compressed once when it was built. */
export interface PageFile {
  readonly type: string;
  readonly tag: string;
  /** Whether its name changes with its content, so that it is kept for ever. */
  readonly isNamedByContent: boolean;
  readonly forms: Readonly<Partial<Record<Coding, Buffer>>>;
}

/** What is sent in which form, best first; `identity` is there always. */
export const codings = ["br", "gzip", "identity"] as const;
type Coding = (typeof codings)[number];

const endings: Readonly<Record<Exclude<Coding, "identity">, string>> = { br: ".br", gzip: ".gz" };

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * Reads a built page: its files by path, `/index.html` among them.
 *
 * @throws `console.NoPage`
 */
export async function readPage(dir: string): Promise<ReadonlyMap<string, PageFile>> {
  const names = await readdir(dir).catch((cause) => {
    throw errors.NoPage({ folder: dir, reason: (cause as NodeJS.ErrnoException).code }, cause);
  });
  const plain = names.filter((name) => extname(name) in types);
  if (!plain.includes("index.html")) throw errors.NoPage({ folder: dir, reason: "no index.html" });
  const files = plain.map(async (name) => [`/${name}`, await readOne(dir, name, names)] as const);
  return new Map(await Promise.all(files));
}

async function readOne(dir: string, name: string, names: readonly string[]): Promise<PageFile> {
  const identity = await readFile(join(dir, name));
  const forms: Partial<Record<Coding, Buffer>> = { identity };
  for (const [coding, ending] of Object.entries(endings) as [Coding, string][])
    if (names.includes(name + ending)) forms[coding] = await readFile(join(dir, name + ending));
  const tag = `W/"${createHash("sha256").update(identity).digest("base64url").slice(0, 22)}"`;
  return { type: types[extname(name)] as string, tag, isNamedByContent: /-[0-9A-Z]{8}\.\w+$/.test(name), forms };
}
