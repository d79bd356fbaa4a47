import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { palletPages } from "./generate/pallets.ts";
import { root } from "./workspace.ts";

/** A file whose text follows from declarations in the code. */
export interface Page {
  /** Path from the root. */
  readonly path: string;
  readonly text: string;
}

const check = process.argv.includes("--check");
// The lists of all pallets first: everything else loads them, whether a pallet's folder has come or gone.
const count = bring(await palletPages()) + bring(await otherPages());
if (process.exitCode === undefined) console.log(`${count} generated files are current`);

async function otherPages(): Promise<Page[]> {
  const { bridgeVectorPages } = await import("./generate/bridge-vectors.ts");
  const { enginePages } = await import("./generate/engine.ts");
  const { errorPages } = await import("./generate/errors.ts");
  const { parameterPages } = await import("./generate/parameters.ts");
  const { settingsPages } = await import("./generate/settings.ts");
  const { phaHelpPages } = await import("./generate/pha-help.ts");
  const { usagePages } = await import("./generate/usage.ts");
  return (
    await Promise.all([
      bridgeVectorPages(),
      ...[enginePages(), errorPages(), parameterPages(), settingsPages(), usagePages(), phaHelpPages()],
    ])
  ).flat();
}

/** Writes the pages that are not current, or complains about them; gives how many pages there are. */
function bring(pages: readonly Page[]): number {
  for (const { path, text } of pages.filter(({ path, text }) => current(path) !== text)) {
    if (check) {
      console.error(`${path} is not what the code says; run: npm run generate`);
      process.exitCode = 1;
      continue;
    }
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
  return pages.length;
}

function current(path: string): string | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;
}
