import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const own = `${pathToFileURL(process.cwd()).href}/`;

interface Loaded {
  readonly format: "module";
  readonly source: string;
  readonly shortCircuit: true;
}

/**
 * A hook of Node's module loader: the TypeScript in the folder that the process runs in is made JavaScript for the
 * oldest Node. Threads have the hook too, and most of them never load any: so the compiler waits until it is needed.
 */
export function load<Context, Next>(
  url: string,
  context: Context,
  next: (url: string, context: Context) => Next,
): Next | Loaded {
  if (!/\.[cm]?ts$/.test(url) || !url.startsWith(own) || url.includes("/node_modules/")) return next(url, context);
  const { transformSync } = require("esbuild") as typeof import("esbuild");
  const sourcefile = fileURLToPath(url);
  const { code } = transformSync(readFileSync(sourcefile, "utf8"), {
    ...{ loader: "ts", format: "esm", target: "node20.19", sourcemap: "inline", sourcefile },
  });
  return { format: "module", source: code, shortCircuit: true };
}
