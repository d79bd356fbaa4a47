import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "esbuild";

const source = join(import.meta.dirname, "..", "page");
const workspace = join(import.meta.dirname, "..", "..", "..", "..");

/** The file by which all others of the page are found. */
const INDEX = "index.html";

/**
 * Builds the page into a folder: scripts in pieces that views load when they are opened, one style sheet, each named by
 * its content, and each compressed.
 *
 * @returns the files that it was made of
 */
export async function buildPage(dir: string): Promise<readonly string[]> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(source, "main.tsx"), join(source, "style.css")],
    absWorkingDir: workspace,
    outdir: dir,
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: ["es2022", "chrome123", "firefox128", "safari17.5"],
    jsx: "automatic",
    jsxImportSource: "preact",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    legalComments: "none",
    logLevel: "silent",
  });
  const files = outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
  const entry = (pattern: RegExp) => files.find(({ name }) => pattern.test(name))?.name ?? "";
  const template = await readFile(join(source, INDEX), "utf8");
  const index = template.replace("main.js", entry(/^main-\w+\.js$/)).replace("style.css", entry(/^style-\w+\.css$/));
  await mkdir(dir, { recursive: true });
  await Promise.all([...files, { name: INDEX, contents: Buffer.from(index) }].map((file) => write(dir, file)));
  return [
    ...Object.keys(metafile.inputs).map((path) => join(workspace, path)),
    join(source, INDEX),
    import.meta.filename,
  ];
}

async function write(dir: string, { name, contents }: { readonly name: string; readonly contents: Uint8Array }) {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  const [br, gz] = await Promise.all([promisify(brotliCompress)(contents, quality), promisify(gzip)(contents)]);
  const path = join(dir, name);
  await Promise.all([writeFile(path, contents), writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
}
