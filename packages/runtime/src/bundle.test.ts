import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

async function bundle(entry: string, format: "esm" | "iife") {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: import.meta.dirname,
    bundle: true,
    write: false,
    metafile: true,
    format,
    globalName: "bundled",
    platform: "neutral",
    mainFields: ["module", "main"],
    minifyWhitespace: true,
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  return { text: outputFiles[0]?.text ?? "", imports };
}

describe("the runtime as one module", () => {
  it("imports nothing, so chain and validators can load it by its hash", async () => {
    expect((await bundle("index.ts", "esm")).imports).toEqual([]);
  }, 60_000);

  it("runs where there is no host: no process, no clock, no randomness, no console", async () => {
    const { text } = await bundle("index.ts", "iife");
    const sandbox = createContext({ TextEncoder, TextDecoder });
    runInContext("delete Math.random; delete globalThis.Date; delete globalThis.console;", sandbox);
    runInContext(text, sandbox);
    expect(runInContext("bundled.runtime.metadata(14, { get() {} }).length", sandbox)).toBeGreaterThan(10_000);
  }, 60_000);

  it("leaves metadata and the pallets' code out of what imports only the contract", async () => {
    const spec = await bundle("spec.ts", "esm");
    expect(spec.imports).toEqual([]);
    expect(spec.text).not.toContain("RequireSudo()");
  }, 60_000);
});
