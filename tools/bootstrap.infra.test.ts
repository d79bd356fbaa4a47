import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "../packages/testkit/src/eventually.ts";
import { root } from "./workspace.ts";

const dir = mkdtempSync(join(tmpdir(), "pha-bootstrap-"));
const program = join(dir, "main.ts");
beforeAll(() =>
  writeFileSync(
    program,
    `import { writeFileSync } from "node:fs";
     let stopping = false;
     for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(event, () => {
       if (stopping) return;
       stopping = true;
       writeFileSync(process.argv[2] + ".stopped", "in order");
       process.exit(Number(process.argv[3] ?? 0));
     });
     setInterval(() => {}, 1000);
     console.log(JSON.stringify({ pid: process.pid, node: process.versions.node, args: process.argv.slice(2) }));`,
  ),
);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Started {
  readonly bootstrap: ChildProcess;
  readonly inner: { readonly pid: number; readonly node: string; readonly args: readonly string[] };
}

/** What `npm start` does, with a program of ours. */
async function start(...args: string[]): Promise<Started> {
  const command = [join(root, "tools", "bootstrap.mjs"), relative(root, program), ...args];
  const bootstrap = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(bootstrap.stdout, "data")) as [Buffer];
  return { bootstrap, inner: JSON.parse(line.toString()) };
}

const isAlive = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "hands %s on, waits for the program, and ends as it ended",
  async (signal) => {
    const mark = join(dir, signal);
    const { bootstrap, inner } = await start(mark, "3");
    expect(Number(inner.node.split(".")[0])).toBeGreaterThanOrEqual(24);
    expect(inner.args).toEqual([mark, "3"]);
    bootstrap.kill(signal);
    expect(await once(bootstrap, "exit")).toEqual([3, null]);
    expect(readFileSync(`${mark}.stopped`, "utf8")).toBe("in order");
  },
);

it("takes the program with it when it is killed outright", async () => {
  const mark = join(dir, "killed");
  const { bootstrap, inner } = await start(mark);
  bootstrap.kill("SIGKILL");
  await eventually(() => !isAlive(inner.pid));
  expect(readFileSync(`${mark}.stopped`, "utf8")).toBe("in order");
});
