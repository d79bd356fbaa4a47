import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../workspace.ts";
import { published, tarballOf } from "./published.ts";
import { kitAssets, sourcesOf } from "./stage.ts";

/** Whether the tarballs in `dist` are newer than everything that they are made of. */
export function areCurrent(): boolean {
  const folders = Object.keys(published);
  const made = folders.map((folder) => changedAt(tarballOf(folder)));
  const sources = folders.flatMap((folder) => [...sourcesOf(folder), ...kitAssets]).map((file) => `packages/${file}`);
  const others = globSync(
    [
      "packages/*/{package.json,README.md}",
      "packages/contract-kit/template/**/*",
      "tools/packages/*.ts",
      "pnpm-*.yaml",
    ],
    { cwd: root },
  );
  return Math.min(...made) > Math.max(...[...sources, ...others].map((file) => changedAt(join(root, file))));
}

const changedAt = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
