import { join } from "node:path";
import { type Chromium, runPage } from "@pha/testkit";
import { build } from "esbuild";
import type { Given, Told } from "./page.ts";

/** What a page that uses the SDK finds. */
export const runStoryPage = async (chromium: Chromium, given: Given): Promise<Told> =>
  (await runBundled(chromium, "page.ts", given)) as Told;

/** What a page of this folder finds, bundled as any page is. */
export async function runBundled(chromium: Chromium, page: string, given: unknown): Promise<unknown> {
  const bundled = await build({
    entryPoints: [join(import.meta.dirname, page)],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
  });
  return runPage(chromium, { script: bundled.outputFiles[0]?.text ?? "", given });
}
