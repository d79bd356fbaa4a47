import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const bundle = (entry: string) =>
  build({
    entryPoints: [`${import.meta.dirname}/${entry}`],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    logLevel: "silent",
  });

describe("the main entry", () => {
  it("bundles for any platform into one module without imports", async () => {
    const { metafile } = await bundle("index.ts");
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
  });

  it("leaves out of a bundle what is not used", async () => {
    const { outputFiles } = await bundle("hash/twox.ts");
    expect(outputFiles[0]?.text.length).toBeLessThan(10_000);
  });
});
