// Plain JavaScript for any Node from 20.11: installs what the lock file names, then runs a TypeScript file under Node 24.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { root, runPnpm } from "./pnpm.mjs";
import { answer, usages } from "./usage.mjs";

const bin = join(root, "node_modules", ".bin");
const [file, ...args] = process.argv.slice(2);

if (usages[file]) answer(usages[file], args);
install();
run(Number(process.versions.node.split(".")[0]) >= 24 ? process.execPath : join(bin, "node"));

/** Installs when the lock file is not the one last installed; otherwise costs one hash and no network. */
function install() {
  const stamp = join(root, "node_modules", ".installed");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "pnpm-lock.yaml")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.error("Installing dependencies (once; about 20 s and 0.9 GB)…");
  const done = runPnpm(["install", "--frozen-lockfile", "--reporter=append-only"], { encoding: "utf8" });
  if (done.status !== 0) {
    const why = done.error?.message ?? `${done.stdout}${done.stderr}`;
    console.error(`${why}\nInstalling failed. Is the npm registry reachable, and is there 1 GB of free disk space?`);
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/** Runs `file` under Node 24 and lives exactly as long as it does. */
function run(node) {
  const child = spawn(node, [join(root, file), ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"], // the channel closes when this process dies, however it dies
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  const parent = process.ppid; // npm killed outright tells nobody
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 500).unref();
  child.on("error", (error) => {
    console.error(`${node} does not start: ${error.message}. Node 24 or newer, or Linux on x64 or arm64, is needed.`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}
