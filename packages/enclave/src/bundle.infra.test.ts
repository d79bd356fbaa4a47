import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bundleProgram } from "./bundle.ts";
import { errors } from "./errors.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bundle-"));
  await writeFile(join(folder, "part.ts"), "export const answer: number = 42;");
  await writeFile(
    join(folder, "program.ts"),
    'import { answer } from "./part.ts";\nexport const start = () => answer;',
  );
});
afterEach(() => rm(folder, { recursive: true }));

describe("bundleProgram", () => {
  it("gives the same bytes in another folder", async () => {
    const clone = join(folder, "clone");
    await cp(join(folder, "part.ts"), join(clone, "part.ts"));
    await cp(join(folder, "program.ts"), join(clone, "program.ts"));
    const one = await bundleProgram(join(folder, "program.ts"), { root: folder });
    const two = await bundleProgram(join(clone, "program.ts"), { root: clone });
    expect(two).toEqual(one);
    expect(one.measurement).toMatch(/^0x[0-9a-f]{96}$/);
  });

  it("reuses a bundle until a source changes, and builds again when the kept one is damaged", async () => {
    const options = { root: folder, cacheDir: join(folder, "cache") };
    const entry = join(folder, "program.ts");
    const first = await bundleProgram(entry, options);
    expect(await bundleProgram(entry, options)).toEqual(first);
    const [file] = (await readdir(options.cacheDir)).filter((name) => name.endsWith(".mjs"));
    await writeFile(join(options.cacheDir, file as string), "damaged");
    expect(await bundleProgram(entry, options)).toEqual(first);
    await writeFile(join(folder, "part.ts"), "export const answer: number = 43;");
    expect((await bundleProgram(entry, options)).measurement).not.toBe(first.measurement);
  });

  it.each([
    ["an import of Node's", 'import fs from "node:fs"; export const start = () => fs;'],
    ["a dynamic import", "export const start = (name) => import(name + '.js'); import('node:fs');"],
  ])("refuses %s", async (_, source) => {
    await writeFile(join(folder, "program.ts"), source);
    const refused = (error: unknown) => errors.NotSelfContained.is(error) || errors.BundleFailed.is(error);
    await expect(bundleProgram(join(folder, "program.ts"), { root: folder })).rejects.toSatisfy(refused);
  });

  it("says what is wrong with the source", async () => {
    await writeFile(join(folder, "program.ts"), "export const = 1;");
    const failed = (error: unknown) => errors.BundleFailed.is(error) && `${error.data["reason"]}`.includes("Expected");
    await expect(bundleProgram(join(folder, "program.ts"), { root: folder })).rejects.toSatisfy(failed);
  });
});
