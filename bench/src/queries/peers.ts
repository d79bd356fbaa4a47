import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { freePort, startChild, untilReady } from "@pha/local-infra";
import { numbers, sum, workerCode } from "./adding.ts";

/** Whoever serves the function by HTTP, unencrypted. */
export interface Peer extends AsyncDisposable {
  readonly ask: () => Promise<void>;
}

/** What is used of a library that is here for development alone. */
interface Miniflare {
  readonly ready: Promise<URL>;
  dispose(): Promise<void>;
}

const require = createRequire(import.meta.url);

const compatibilityDate = "2026-07-01";

async function add(url: string | URL): Promise<void> {
  const reply = await fetch(url, { method: "POST", body: JSON.stringify(numbers) });
  if ((await reply.json()) !== sum) throw new Error(`${url} cannot add`);
}

/** The function in miniflare, as developers of such functions run it. */
export async function startMiniflare(): Promise<Peer> {
  const { Miniflare } = require("miniflare") as { Miniflare: new (options: object) => Miniflare };
  const miniflare = new Miniflare({ modules: true, script: workerCode, compatibilityDate, port: 0 });
  const url = await miniflare.ready;
  return { ask: () => add(url), [Symbol.asyncDispose]: () => miniflare.dispose() };
}

/** The function in workerd, with nothing around it. */
export async function startWorkerd(dir: string): Promise<Peer> {
  const port = await freePort();
  const config = join(dir, "workerd.capnp");
  await writeFile(join(dir, "worker.js"), workerCode);
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${compatibilityDate}",
);
`,
  );
  const file = join(dirname(require.resolve("workerd/package.json")), "bin", "workerd");
  const child = startChild({ name: "workerd", file, args: ["serve", config], logFile: join(dir, "workerd.log") });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, () => add(url));
  return { ask: () => add(url), [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}
