import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { TestChain, TestWorker } from "../../packages/sdk/src/testing.ts";
import { root } from "../workspace.ts";

/** What a command said, both streams in their order, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly said: string;
}

/** Where programs are found, but for this repository's own. */
const places = (process.env["PATH"] ?? "")
  .split(delimiter)
  .filter((place) => place !== join(root, "node_modules", ".bin"));

/** How this machine's npm reaches its registry: run by another Node, it reads other files. */
const machine = Object.fromEntries(
  ["registry", "cafile"].flatMap((name) => {
    const env = { ...process.env, PATH: places.join(delimiter) };
    const { stdout } = spawnSync("npm", ["config", "get", name], { encoding: "utf8", cwd: tmpdir(), env });
    const value = stdout.trim();
    return /^(|null|undefined)$/.test(value) ? [] : [[`npm_config_${name}`, value]];
  }),
);

const npmSettings = {
  ...machine,
  npm_config_prefer_offline: "true",
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_engine_strict: "true", // a library that asks for another Node than we promise is an error (EBADENGINE)
};

/** Runs a program to its end, out of this repository's environment: what npm told us is not told to it. */
export async function run(file: string, args: readonly string[], cwd: string, path?: string): Promise<Ran> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_)/.test(name)));
  const PATH = [...(path === undefined ? [] : [path]), ...places].join(delimiter);
  const child = spawn(file, args, {
    cwd,
    env: { ...env, PATH, ...npmSettings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (said += bytes));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, said }));
  });
}

/** Like {@link run}; throws what the program said when it fails. */
export async function succeed(...args: Parameters<typeof run>): Promise<string> {
  const { code, said } = await run(...args);
  if (code !== 0) throw new Error(`${args[0]} ${args[1].join(" ")} exited with ${code}:\n${said}`);
  return said;
}

/** A folder outside of this repository. */
export class Outside implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "pha-outside-"));

  write(file: string, content: string): void {
    mkdirSync(join(this.folder, file, ".."), { recursive: true });
    writeFileSync(join(this.folder, file), content);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Folders with a `node` of the versions that users have, from npm, kept between runs. */
export async function installNodes(versions: readonly string[]): Promise<Map<string, string>> {
  const folder = join(root, ".data", "nodes");
  const platform = `node-${process.platform}-${process.arch}`;
  const dependencies = Object.fromEntries(versions.map((version) => [`node${version}`, `npm:${platform}@${version}`]));
  const manifest = JSON.stringify({ private: true, dependencies });
  const stamp = join(folder, ".installed");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== manifest) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), manifest);
    await succeed("npm", ["install"], folder);
    writeFileSync(stamp, manifest);
  }
  return new Map(versions.map((version) => [version, join(folder, "node_modules", `node${version}`, "bin")]));
}

/** A ledger in memory, and a worker with a contract, behind one port of this machine. */
export async function serveNetwork(): Promise<AsyncDisposable & { readonly url: string; readonly contract: string }> {
  const chain = new TestChain();
  chain.nowMs = Date.now() - 2_000;
  const worker = new TestWorker(chain);
  worker.register();
  const server = createServer(async (request, response) => {
    const { url: path = "" } = request;
    const at = /^\/v1\/(contracts|keys)/.test(path) ? worker.url : chain.url;
    const answer = await worker.fetch(`${at}${path}`, await initOf(request));
    response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), "access-control-allow-origin": "*" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    contract: worker.contract,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function initOf(request: IncomingMessage): Promise<RequestInit> {
  const { method = "GET" } = request;
  return { method, ...(method === "POST" ? { body: await text(request) } : {}) };
}
