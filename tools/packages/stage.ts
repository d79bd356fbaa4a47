import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { root } from "../workspace.ts";
import { emitted } from "./emit.ts";
import { inlined, type Manifest, oldestNode, pinned, published, readManifest } from "./published.ts";
import { besideItself, reachable, resolveOurs } from "./sources.ts";
import { withoutDescriptions } from "./without-descriptions.ts";

const javascript = (source: string) => source.replace(/\.ts$/, ".js");
const declarations = (source: string) => source.replace(/\.ts$/, ".d.ts");
/** What the kit reads from beside its sources. */
export const kitAssets = ["contract-kit/template", "contract-kit/contract-globals.d.ts"];
const inDist = (source: string) => `./dist/${source}`;

/** Sources that a package is made of: its entries, its programs, and what these need. */
export function sourcesOf(folder: string): Set<string> {
  const { exports = {}, bin = {} } = readManifest(folder);
  const entries = [...(published[folder] ?? []).map((entry) => exports[entry]), ...Object.values(bin)];
  return reachable(entries.map((entry) => join(folder, entry as string)));
}

/** Writes a package as it is published into `place`; its sources must have been emitted. */
export function stage(folder: string, place: string): void {
  const sources = sourcesOf(folder);
  const libraries = new Set<string>();
  for (const source of sources) {
    for (const file of [javascript(source), declarations(source)]) {
      const { text, libraries: used } = relink(readFileSync(join(emitted, file), "utf8"), source);
      for (const library of used) libraries.add(library);
      const published = isOfPages(folder, source) ? withoutDescriptions(text) : text;
      write(join(place, "dist", file), file.endsWith(".d.ts") ? forOlderCompilers(text) : published);
    }
    const map = JSON.parse(readFileSync(join(emitted, `${javascript(source)}.map`), "utf8"));
    write(join(place, "dist", `${javascript(source)}.map`), JSON.stringify({ ...map, sources: [basename(source)] }));
  }
  if (libraries.delete(inlined.specifier)) for (const library of inline(place)) libraries.add(library);
  const members = new Set([...sources].map((source) => source.split("/")[0] as string));
  for (const asset of members.has("contract-kit") ? kitAssets : [])
    cpSync(join(root, "packages", asset), join(place, "dist", asset), { recursive: true });
  cpSync(join(root, "packages", folder, "README.md"), join(place, "README.md"));
  write(join(place, "package.json"), `${JSON.stringify(manifestOf(folder, members, libraries), null, 2)}\n`);
}

/** Whether a source declares what the ledger has, or its API, in the package that pages load. */
const isOfPages = (folder: string, source: string): boolean => folder === "sdk" && /^(runtime|api)\//.test(source);

/** Declarations for TypeScript from 5.4 on: before 5.7 byte arrays had no parameter; disposal is no part of older libraries. */
function forOlderCompilers(text: string): string {
  const plain = text.replace(/\bUint8Array<ArrayBuffer(Like)?>/g, "Uint8Array");
  return /Symbol\.(asyncD|d)ispose/.test(plain) ? `/// <reference lib="esnext.disposable" />\n${plain}` : plain;
}

/** Emitted text whose imports lead to the package's own files, and the libraries that are left to install. */
function relink(text: string, source: string): { readonly text: string; readonly libraries: readonly string[] } {
  const libraries: string[] = [];
  const linked = text
    .replace(
      /((?<!")\bfrom\s*|\bimport\s*\(\s*|^import\s+)"([^"\n]+)"/gm,
      (whole, before: string, specifier: string) => {
        const [ours] = specifier.startsWith("#") ? [] : resolveOurs(specifier, source);
        if (specifier === inlined.specifier) libraries.push(specifier);
        else if (ours === undefined && !/^(node:|#)/.test(specifier)) libraries.push(libraryOf(specifier));
        const target = specifier === inlined.specifier ? `${inlined.place}/index.js` : ours && javascript(ours);
        if (target === undefined) return whole;
        const path = relative(dirname(source), target);
        return `${before}"${path.startsWith(".") ? path : `./${path}`}"`;
      },
    )
    .replace(/\bresolve\("([^".][^"]*)"\)/g, (whole, specifier: string) => {
      libraries.push(libraryOf(specifier)); // found by its name at run time
      return whole;
    })
    .replace(besideItself, (_, path: string) => `new URL("${path}.js", import.meta.url)`);
  return { text: linked, libraries };
}

/** Copies the inlined library, and tells what it imports itself. */
function inline(place: string): string[] {
  const target = join(place, "dist", inlined.place);
  for (const file of inlined.files) cpSync(join(root, inlined.folder, file), join(target, file));
  const imports = readFileSync(join(target, "index.js"), "utf8").matchAll(/^import [^"']*["']([^"']+)["']/gm);
  return [...imports].map(([, specifier]) => libraryOf(specifier as string));
}

const libraryOf = (specifier: string): string => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;

function manifestOf(folder: string, members: ReadonlySet<string>, libraries: ReadonlySet<string>): object {
  const { name, version, description, license, sideEffects, exports = {}, bin } = readManifest(folder);
  const entries = (published[folder] ?? []).map((entry) => {
    const source = join(folder, exports[entry] as string);
    return [entry, { types: inDist(declarations(source)), default: inDist(javascript(source)) }];
  });
  const declared = Object.entries(exports).filter(([, path]) => path.endsWith(".d.ts"));
  const types = declared.map(([entry, path]) => [entry, { types: inDist(join(folder, path)) }]);
  const imports = [...members].flatMap((member) =>
    Object.entries(readManifest(member).imports ?? {}).map(([specifier, places]) => [
      specifier,
      mapValues(places, (path) => inDist(javascript(join(member, path)))),
    ]),
  );
  return {
    name,
    version,
    description,
    license,
    type: "module",
    engines: { node: `>=${oldestNode}` },
    ...(sideEffects === undefined ? {} : { sideEffects }),
    exports: { ...Object.fromEntries([...entries, ...types]), "./package.json": "./package.json" },
    ...(imports.length > 0 ? { imports: Object.fromEntries(imports) } : {}),
    ...(bin ? { bin: mapValues(bin, (path) => inDist(javascript(join(folder, path)))) } : {}),
    files: ["dist"],
    dependencies: dependenciesOf([...members].map(readManifest), libraries),
  };
}

/** The libraries with the versions that the members were tested with: exactly these, so that users get what we did. */
function dependenciesOf(members: readonly Manifest[], libraries: ReadonlySet<string>): Record<string, string> {
  const declared = new Map(members.flatMap(({ dependencies = {} }) => Object.entries(dependencies)));
  return Object.fromEntries(
    [...libraries].sort().map((library) => {
      const version = declared.get(library);
      if (version === undefined) throw new Error(`No member declares ${library}`);
      return [library, pinned(library, version)];
    }),
  );
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

function write(file: string, text: string): void {
  if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
