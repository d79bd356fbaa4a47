import { spawnSync } from "node:child_process";
import { join, relative } from "node:path";
import { areCurrent } from "./packages/current.ts";
import { emit } from "./packages/emit.ts";
import { published, tarballOf } from "./packages/published.ts";
import { replaceFolder } from "./packages/replace-folder.ts";
import { sourcesOf, stage } from "./packages/stage.ts";
import { root } from "./workspace.ts";

// Makes what is published: `dist/<package>`, for `npm publish dist/<package>`, and the same as a tarball beside it.
const folders = Object.keys(published);
if (!process.argv.includes("--if-changed") || !areCurrent()) replaceFolder(join(root, "dist"), make);
for (const folder of folders) console.log(relative(process.cwd(), tarballOf(folder)));

function make(dist: string): void {
  const sources = new Set(folders.flatMap((folder) => [...sourcesOf(folder)]));
  tell(`compiling ${sources.size} sources for Node 20 and browsers`);
  emit(sources);
  const places = folders.map((folder) => join(dist, folder));
  for (const [i, folder] of folders.entries()) {
    tell(`laying out ${folder}`);
    stage(folder, places[i] as string);
  }
  tell("packing");
  const pack = ["pack", "--silent", "--offline", "--pack-destination", dist, ...places];
  const packed = spawnSync("npm", pack, { encoding: "utf8", cwd: root });
  if (packed.status === 0) return;
  const ended = packed.signal === null ? `exit code ${packed.status}` : packed.signal;
  throw new Error(`npm pack ended with ${ended}: ${packed.error?.message ?? packed.stderr}`, { cause: packed.error });
}

/** For people who wait: standard output has the tarballs alone. */
function tell(step: string): void {
  console.error(`… ${step}`);
}
