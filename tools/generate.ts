import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorPages } from "./generate/errors.ts";
import { palletPages } from "./generate/pallets.ts";
import { settingsPages } from "./generate/settings.ts";
import { usagePages } from "./generate/usage.ts";
import { root } from "./workspace.ts";

/** A file whose text follows from declarations in the code. */
export interface Page {
  /** Path from the root. */
  readonly path: string;
  readonly text: string;
}

const check = process.argv.includes("--check");
const pages: Page[] = (await Promise.all([errorPages(), palletPages(), settingsPages(), usagePages()])).flat();
const stale = pages.filter(({ path, text }) => current(path) !== text);
for (const { path, text } of stale) {
  if (check) {
    console.error(`${path} is not what the code says; run: npm run generate`);
    continue;
  }
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
}
if (check && stale.length > 0) process.exitCode = 1;
else console.log(`${pages.length} generated files are current`);

function current(path: string): string | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;
}
