import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { allPallets } from "./pallets/all.ts";

const folder = join(import.meta.dirname, "pallets");

/** Modules that a file imports for more than their types, from this folder. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(folder, file), "utf8");
  return [...text.matchAll(/^import (?!type )([^;]*?)from "(\.[^"]+)"/gm)]
    .filter(([, names = ""]) =>
      names
        .replace(/[{}\s]/g, "")
        .split(",")
        .some((name) => name !== "" && !name.startsWith("type")),
    )
    .map(([, , path = ""]) => normalize(join(dirname(file), path)));
}

/** Contracts are data that other contracts may refer to: a spec and what it is made of. */
function contractOf(pallet: string): Set<string> {
  const files = new Set([`${pallet}/spec.ts`]);
  for (const file of files)
    for (const imported of importsOf(file)) if (imported.startsWith(`${pallet}/`)) files.add(imported);
  return files;
}

const folderOf = (name: string): string => name.replace(/(?<=.)([A-Z])/g, "-$1").toLowerCase();
const folders = allPallets.map(({ spec }) => folderOf(spec.name));
const declared = new Map(
  allPallets.map(({ spec, uses = [] }) => [folderOf(spec.name), uses.map(({ name }) => folderOf(name)).sort()]),
);

/** Code beside the pallets' own that several are made of: it uses for them. */
const isShared = (file: string): boolean => /^\w/.test(file) && !folders.includes(file.split("/")[0] as string);

function usedBy(pallet: string): string[] {
  const contract = contractOf(pallet);
  const code = globSync(`${pallet}/*.ts`, { cwd: folder }).filter(
    (file) => !contract.has(file) && !/\.test\.ts$|\/pallet\.ts$/.test(file),
  );
  const files = new Set([...code.flatMap(importsOf), ...importsOf(`${pallet}/pallet.ts`).filter(isShared)]);
  for (const file of files) if (isShared(file)) for (const imported of importsOf(file)) files.add(imported);
  const others = [...files].map((file) => file.split("/")[0] as string);
  return [...new Set(others)].filter((other) => other !== pallet && folders.includes(other)).sort();
}

describe("a pallet's uses", () => {
  it.each(folders)("of %s are those that its code imports", (pallet) => {
    expect(declared.get(pallet)).toEqual(usedBy(pallet));
  });

  it("never go in a circle", () => {
    const circles = folders.filter((start) => {
      const reached = new Set(declared.get(start));
      for (const pallet of reached) for (const next of declared.get(pallet) ?? []) reached.add(next);
      return reached.has(start);
    });
    expect(circles).toEqual([]);
  });
});
