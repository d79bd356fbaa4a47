// Writes into the lock file what the package.json files ask for, and installs it.
import { runPnpm } from "./pnpm.mjs";

process.exitCode = runPnpm(["install", "--no-frozen-lockfile"], { stdio: "inherit" }).status ?? 1;
