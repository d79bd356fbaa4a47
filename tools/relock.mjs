import { runPnpm } from "./pnpm.mjs";
import { answer } from "./usage.mjs";

const help = "Writes into the lock file what the package.json files ask for, and installs it.";
answer({ call: "npm run relock", help }, process.argv.slice(2));
process.exitCode = runPnpm(["install", "--no-frozen-lockfile"], { stdio: "inherit" }).status ?? 1;
