import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";

const dir = mkdtempSync(join(tmpdir(), "pha-run-"));
const program = join(dir, "main.ts");
const source = (file: string) => JSON.stringify(join(import.meta.dirname, file));
beforeAll(() =>
  writeFileSync(
    program,
    `import { defineConfig, int, port } from ${source("config.ts")};
     import { httpServer } from ${source("http.ts")};
     import { run } from ${source("run.ts")};
     const settings = defineConfig({
       port: { env: "DEMO_PORT", parse: port, default: 0, doc: "Where it listens." },
       stopMs: { env: "DEMO_STOP_MS", parse: int(), default: 0, doc: "How long it takes to stop." },
     });
     await run("demo", settings, async (config, { log, metrics }) => {
       await using opened = new AsyncDisposableStack();
       const server = opened.use(await httpServer({ service: "demo", log, metrics, checks: {} }));
       opened.defer(() => new Promise((resolve) => setTimeout(resolve, config.stopMs)));
       await server.listen(config.port, "127.0.0.1");
       if (config.stopMs === 13) setTimeout(() => { throw new Error("late fault"); });
       return opened.move();
     });`,
  ),
);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

type Child = ChildProcessByStdio<null, Readable, Readable>;

interface Run {
  readonly child: Child;
  readonly output: () => string;
  readonly ended: Promise<number | string>;
}

function start(env: Record<string, string>, ...args: string[]): Run {
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", "pipe", "pipe", "ipc"] }) as Child;
  let text = "";
  const keep = (part: Buffer) => {
    text += part;
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  // Not "close": it does not come after `disconnect()`.
  const ended = Promise.all([once(child, "exit"), once(child.stdout, "close"), once(child.stderr, "close")]).then(
    ([[code, signal]]) => (signal ?? code) as number | string,
  );
  return { child, output: () => text, ended };
}

async function started(env: Record<string, string>): Promise<Run> {
  const run = start(env);
  while (!run.output().includes("demo started")) await once(run.child.stdout, "data");
  return run;
}

it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "stops in order on %s, repeated or not, with exit code 0",
  async (signal) => {
    const { child, output, ended } = await started({ DEMO_STOP_MS: "100" });
    child.kill(signal);
    child.kill(signal);
    expect(await ended).toBe(0);
    expect(output()).toContain("demo stopped");
  },
);

it("stops when its parent's channel ends", async () => {
  const { child, output, ended } = await started({});
  child.disconnect();
  expect(await ended).toBe(0);
  expect(output()).toContain("demo stopped");
});

it("does not start with bad settings, and lists them all", async () => {
  const { output, ended } = start({ DEMO_PORT: "x", DEMO_COLOR: "red" });
  expect(await ended).toBe(1);
  expect(output()).toBe(
    'demo cannot start: its settings are not usable\n  DEMO_PORT must be a whole number from 0 to 65535, not "x"\n  DEMO_COLOR is no setting of demo\n',
  );
});

it("does not start on a taken port, and names who holds it", async () => {
  const blocker = createServer().listen(0, "127.0.0.1");
  await once(blocker, "listening");
  const { port } = blocker.address() as { port: number };
  const { output, ended } = start({ DEMO_PORT: String(port) });
  expect(await ended).toBe(1);
  blocker.close();
  expect(output()).toContain(`port: ${port}, heldBy: pid ${process.pid} (`);
  expect(output()).toContain("[service-kit.PortTaken]");
});

it("logs an unexpected fault, stops in order and fails", async () => {
  const { output, ended } = start({ DEMO_STOP_MS: "13" });
  expect(await ended).toBe(1);
  expect(output()).toContain("late fault");
  expect(output()).toContain("demo stopped");
});

it("prints its settings when asked for help", async () => {
  const { output, ended } = start({}, "--help");
  expect(await ended).toBe(0);
  expect(output()).toContain("DEMO_PORT (a whole number from 0 to 65535; default 0)\n      Where it listens.");
  expect(output()).toContain("DEMO_LOG_LEVEL");
});
