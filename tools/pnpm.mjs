import { spawnSync } from "node:child_process";
import { join } from "node:path";

const PNPM = "pnpm@12.21.0";
export const root = join(import.meta.dirname, "..");

/** Runs the pinned pnpm at the root, fetched by npx. */
export const runPnpm = (args, options) =>
  spawnSync("npx", ["--yes", PNPM, ...args], {
    cwd: root,
    env: { ...withoutNpm(process.env), npm_config_fetch_retries: "1" },
    ...options,
  });

/** npm hands its own settings down as npm_*; pnpm would take some for its own. */
function withoutNpm(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("npm_")));
}
