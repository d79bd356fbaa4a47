import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";

/** What a file imports, or passes on, for more than types. */
const importsOf = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)"/gm)].map(([, path = ""]) => path);

/** Every file of this package that the contract loads. */
function contract(): Map<string, string> {
  const texts = new Map<string, string>();
  const files = new Set([join(import.meta.dirname, "spec.ts")]);
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    texts.set(relative(import.meta.dirname, file), text);
    for (const path of importsOf(text)) files.add(join(dirname(file), path));
  }
  return texts;
}

it("loads nothing that executes blocks: no file of the contract has the environment that calls and hooks run in", () => {
  const texts = contract();
  expect(texts.has("pallets/democracy/types.ts")).toBe(true);
  expect([...texts].filter(([, text]) => /\bEnv\b/.test(text)).map(([file]) => file)).toEqual([]);
});
