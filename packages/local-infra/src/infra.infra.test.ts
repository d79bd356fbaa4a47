import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@pha/testkit";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { freePort, rememberedPort, startPostgres, startProcess } from "./index.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "pha-infra-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const isAlive = (pid: number) => {
  try {
    // A process that nobody has reaped yet is gone for our purposes.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

describe("embedded Postgres", () => {
  const start = () => startPostgres({ dir: join(dir, "pg"), logFile: join(dir, "pg.log") });

  it("keeps its data, port and password from one start to the next", async () => {
    const first = await start();
    await query(first.url, "CREATE TABLE kept AS SELECT 7 AS n");
    await first[Symbol.asyncDispose]();
    await using second = await start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  });

  it("lets nobody in without the password", async () => {
    await using postgres = await start();
    const wrong = postgres.url.replace(/:[^:@]*@/, ":wrong@");
    await expect(query(wrong, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
  });

  it("starts on its data again when the last one was left behind running", async () => {
    const orphan = await start();
    await query(orphan.url, "CREATE TABLE kept AS SELECT 8 AS n");
    await using postgres = await start();
    expect(orphan.child.hasEnded()).toBe(true);
    expect(await query(postgres.url, "SELECT n FROM kept")).toEqual([{ n: 8 }]);
  });
});

describe("a child process", () => {
  const program = (text: string) => {
    const file = join(dir, "program.mjs");
    writeFileSync(file, text);
    return file;
  };

  it("is gone after its parent was killed outright", async () => {
    const infra = join(import.meta.dirname, "index.ts");
    const parent = program(`
      import { startNats, startPostgres } from ${JSON.stringify(infra)};
      const binDir = ${JSON.stringify(join(import.meta.dirname, "..", "..", "..", ".data", "bin"))};
      const dir = ${JSON.stringify(dir)};
      const postgres = await startPostgres({ dir: dir + "/pg", logFile: dir + "/pg.log" });
      const nats = await startNats({ dir: dir + "/nats", logFile: dir + "/nats.log", binDir });
      console.log(JSON.stringify([postgres.child.pid, nats.child.pid]));
    `);
    const started = spawn(process.execPath, [parent], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(started.stdout, "data")) as [Buffer];
    const pids = JSON.parse(line.toString()) as number[];
    expect(pids.map(isAlive)).toEqual([true, true]);
    started.kill("SIGKILL");
    await eventually(() => !pids.some(isAlive));
  });

  it("is ready when its health URL says so, and stops when disposed", async () => {
    const port = await freePort();
    const file = program(`
      import { createServer } from "node:http";
      const began = Date.now();
      createServer((_, answer) => answer.writeHead(Date.now() - began > 200 ? 200 : 503).end("warming up")).listen(${port});
    `);
    const child = await startProcess({
      name: "web",
      file,
      env: {},
      logDir: dir,
      healthUrl: `http://127.0.0.1:${port}`,
    });
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
    await child[Symbol.asyncDispose]();
    expect(await child.ended).toBe("SIGTERM");
  });

  it("that fails to start is reported with its last log lines", async () => {
    const file = program('console.log("reading the map"); throw new Error("no map");');
    const starting = startProcess({ name: "lost", file, env: {}, logDir: dir, healthUrl: "http://127.0.0.1:9" });
    const error = await starting.catch((caught: unknown) => caught);
    expect(errors.ProcessFailed.is(error)).toBe(true);
    expect(String(error)).toMatch(/lost.*exit code 1[\s\S]*no map/);
    expect(String(error)).toContain(join(dir, "lost.log"));
  });

  it("sees only the environment that is meant for it", async () => {
    const file = program("console.log(Object.keys(process.env).sort().join());");
    const child = await startProcess({ name: "env", file, env: { ONLY_THIS: "1" }, logDir: dir });
    await child.ended;
    expect(
      readFileSync(child.logFile, "utf8")
        .trim()
        .split(",")
        .filter((name) => !name.startsWith("NODE_")),
    ).toEqual(["ONLY_THIS", "PATH"]);
  });
});

it("gives no free port twice", async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, () => freePort()));
  expect(new Set(ports).size).toBe(200);
});

it("keeps a remembered port while it is free", async () => {
  const file = join(dir, "port");
  const port = await rememberedPort(file);
  expect(await rememberedPort(file)).toBe(port);
  await using blocker = await holding(port);
  expect(await rememberedPort(file)).not.toBe(blocker.port);
});

it("leaves a remembered port to whom it was given meanwhile", async () => {
  const file = join(dir, "given-port");
  const port = await freePort();
  writeFileSync(file, String(port));
  expect(await rememberedPort(file)).not.toBe(port);
});

async function holding(port: number): Promise<AsyncDisposable & { port: number }> {
  const { createServer } = await import("node:net");
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}
