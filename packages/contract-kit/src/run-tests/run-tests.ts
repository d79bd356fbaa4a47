import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { checkTypes, contractSource } from "../build/check-types.ts";
import { errors } from "../build/errors.ts";

/** How many of a contract's tests did what. */
export interface TestRun {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const runner = fileURLToPath(new URL("./runner.ts", import.meta.url));
const register = new URL("./register.ts", import.meta.url).href;

/**
 * Checks the types of a contract, by what the engine has, and of its tests (`*.test.ts`), by what Node has too; then runs
 * these under the Node that this process runs under.
 *
 * @param print - takes the report line by line; without it the report goes to this process's output.
 * @throws `contract-kit.NoContract` for what is no folder; `contract-kit.TypesFail`; `contract-kit.NoTests` when none ran:
 *   that is no success.
 */
export async function runTests(folder: string, print?: (line: string) => void): Promise<TestRun> {
  await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw errors.NoContract({ folder, reason: cause.code }, cause);
  });
  const root = await realpath(folder);
  const files = await findTests(root);
  if (files.length === 0) throw errors.NoTests({ folder });
  // A contract that its tests can use is checked as its build checks it: Node's globals are the tests' alone.
  if (existsSync(join(root, contractSource))) await checkTypes(root, [contractSource], "engine");
  await checkTypes(
    root,
    files.filter((file) => file.endsWith(".ts")),
    "node",
  );
  const child = spawn(
    process.execPath,
    ["--enable-source-maps", "--import", register, runner, ...files.map((file) => join(root, file))],
    { cwd: root, stdio: ["ignore", print ? "pipe" : "inherit", "inherit", "ipc"] },
  );
  let run: TestRun | undefined;
  child.on("message", (message) => {
    run = message as TestRun;
  });
  const ended = once(child, "exit");
  if (print && child.stdout) for await (const line of createInterface(child.stdout)) print(line);
  await ended;
  if (!run || run.passed + run.failed === 0) throw errors.NoTests({ folder });
  return run;
}

/** Test files, from the folder. */
async function findTests(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.test\.[cm]?[jt]s$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(sep).some((part) => part === "node_modules" || part === "dist"))
    .sort();
}
