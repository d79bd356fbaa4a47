import { join } from "node:path";
import { type Chromium, runPage } from "@pha/testkit";
import { build } from "esbuild";
import type { Given, Told } from "./page.ts";

/** What a page that uses the SDK finds, bundled as any page is. */
export async function runStoryPage(chromium: Chromium, given: Given): Promise<Told> {
  const bundled = await build({
    entryPoints: [join(import.meta.dirname, "page.ts")],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
  });
  const script = bundled.outputFiles[0]?.text ?? "";
  return (await runPage(chromium, { script, given })) as Told;
}
