import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { emit } from "./packages/emit.ts";
import { published } from "./packages/published.ts";
import { sourcesOf, stage } from "./packages/stage.ts";
import { root } from "./workspace.ts";

// Makes what is published: `dist/<package>`, for `npm publish dist/<package>`, and the same as a tarball beside it.
const folders = Object.keys(published);
const dist = join(root, "dist");

rmSync(dist, { recursive: true, force: true });
emit(new Set(folders.flatMap((folder) => [...sourcesOf(folder)])));
for (const folder of folders) stage(folder, join(dist, folder));
const packed = spawnSync(
  "npm",
  ["pack", "--silent", "--offline", "--pack-destination", dist, ...folders.map((folder) => join(dist, folder))],
  {
    encoding: "utf8",
    cwd: root,
  },
);
if (packed.status !== 0) throw new Error(`npm pack failed: ${packed.error?.message ?? packed.stderr}`);
for (const tarball of packed.stdout.trim().split("\n")) console.log(relative(process.cwd(), join(dist, tarball)));
