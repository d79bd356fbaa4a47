import { join, normalize } from "node:path";
import { listImports, readText } from "../workspace.ts";
import { readManifest } from "./published.ts";

/** A file that code opens by its place beside itself: `new URL("./thread-main.ts", import.meta.url)`. */
export const besideItself = /new URL\("(\.[^"]+)(?<!\.d)\.ts", import\.meta\.url\)/g;

/** Source files, by path from `packages`, that the given ones need, themselves included. */
export function reachable(entries: readonly string[]): Set<string> {
  const found = new Set(entries);
  for (const file of found) {
    const path = `packages/${file}`;
    const beside = [...readText(path).matchAll(besideItself)].map(([, place]) => `${place}.ts`);
    for (const specifier of [...listImports(path), ...beside])
      for (const target of resolveOurs(specifier, file)) found.add(target);
  }
  return found;
}

/** Where a specifier in `file` leads, by path from `packages`: several where that depends on the platform, none for a library. */
export function resolveOurs(specifier: string, file: string): string[] {
  if (specifier.startsWith(".")) return [normalize(join(file, "..", specifier))];
  const [own = ""] = file.split("/");
  if (specifier.startsWith("#")) {
    const places = readManifest(own).imports?.[specifier] ?? {};
    return Object.values(places).map((place) => normalize(join(own, place)));
  }
  if (!specifier.startsWith("@pha/")) return [];
  const [, folder = "", ...rest] = specifier.split("/");
  const entry = readManifest(folder).exports?.[[".", ...rest].join("/")];
  if (entry === undefined) throw new Error(`packages/${file} imports ${specifier}, which is no entry`);
  return [normalize(join(folder, entry))];
}
