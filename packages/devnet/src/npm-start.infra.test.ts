import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const isLinux = process.platform === "linux";
const main = join(import.meta.dirname, "main.ts");
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "pha-npm-start-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Start {
  readonly process: ChildProcess;
  readonly printed: () => string;
}

/** What `npm start -- --miners 0` does, on a folder and ports of its own. */
function npmStart(): Start {
  const args = [main, "--miners", "0", "--ports", "free", "--data-dir", dir];
  const process_ = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let text = "";
  for (const stream of [process_.stdout, process_.stderr]) stream?.on("data", (chunk: Buffer) => (text += chunk));
  return { process: process_, printed: () => text };
}

/** Waits for the line that says so, or for the end of the process. */
async function untilReady({ process: started, printed }: Start): Promise<string> {
  await eventually(() => /^ready/m.test(printed()) || started.exitCode !== null, { withinMs: 150_000 });
  return printed();
}

async function stop({ process: started }: Start, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(started, "exit");
  started.kill(signal);
  return (await exit)[0];
}

/** Processes whose command or environment mentions the network's folder: all of its own do. */
function leftovers(): string[] {
  const of = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
      return ""; // it has just ended, or is somebody else's
    }
  };
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => (of(pid, "cmdline") + of(pid, "environ")).includes(dir)).map((pid) => of(pid, "cmdline"));
}

describe.runIf(isLinux)("npm start", { timeout: 400_000 }, () => {
  it("brings everything up, runs once per folder, survives kill -9, and leaves no process behind", async () => {
    const first = npmStart();
    expect(await untilReady(first)).toMatch(/postgres[\s\S]*nats[\s\S]*chain[\s\S]*\nready/);
    expect(leftovers().length).toBeGreaterThanOrEqual(10);

    const second = npmStart();
    expect((await once(second.process, "exit"))[0]).toBe(1);
    expect(second.printed()).toContain(`already running: pid ${first.process.pid}, http://127.0.0.1:`);

    await stop(first, "SIGKILL");
    await eventually(() => leftovers().length === 0, { withinMs: 20_000 });

    const third = npmStart();
    expect(await untilReady(third)).toMatch(/\nready/);
    expect(await stop(third, "SIGTERM")).toBe(0);
    expect(leftovers()).toEqual([]);
    expect(existsSync(join(dir, "running.json"))).toBe(false);
  });

  it("stops in order while it still starts", async () => {
    const start = npmStart();
    await eventually(() => /nats/.test(start.printed()), { withinMs: 60_000 });
    expect(await stop(start, "SIGINT")).toBe(130);
    expect(start.printed()).toContain("Stopped before it was ready.");
    expect(leftovers()).toEqual([]);
  });
});
