import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../workspace.ts";

/** JavaScript, declarations and source maps of every source, laid out as `packages` is. */
export const emitted = join(root, ".data", "packages");

/**
 * Compiles sources for users: the syntax of ES2022, and only what Node 20 and today's browsers have.
 *
 * @param sources - by path from `packages`
 */
export function emit(sources: Iterable<string>): void {
  rmSync(emitted, { recursive: true, force: true });
  mkdirSync(emitted, { recursive: true });
  const files = [...sources].map((file) => relative(emitted, join(root, "packages", file)));
  const config = join(emitted, "tsconfig.json");
  writeFileSync(
    config,
    JSON.stringify({
      extends: "../../tsconfig.json",
      compilerOptions: {
        noEmit: false,
        outDir: ".",
        rootDir: "../../packages",
        target: "es2022",
        lib: ["es2023", "es2024.string", "esnext.disposable", "dom"],
        typeRoots: ["../../node_modules/@types"],
        rewriteRelativeImportExtensions: true,
        declaration: true,
        sourceMap: true,
        inlineSources: true,
      },
      include: [],
      files,
    }),
  );
  const done = spawnSync(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", config], {
    encoding: "utf8",
  });
  if (done.status !== 0) throw new Error(`The packages do not compile.\n${done.stdout}${done.stderr}`);
}
