import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { root } from "./workspace.ts";

// `npm run adversary [-- words]`: all attacks, or those whose file's path has one of the words.
const words = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const files = globSync("{packages,services,solidity,integration-tests}/**/*.attack.*test.ts", {
  cwd: root,
  exclude: ["**/node_modules/**"],
}).filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
if (files.length === 0) throw new Error(`no attack lies in a file whose path has ${words.join(" or ")}`);
const child = spawn(
  join(root, "node_modules", ".bin", "vitest"),
  ["run", ...files, "--reporter=./tools/adversary/table.ts", "--maxWorkers=2"],
  { cwd: root, stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
  if (process.connected) process.disconnect();
});
