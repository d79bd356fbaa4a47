import { join } from "node:path";
import type { Hex } from "@pha/codec";
import { buildNetwork } from "@pha/devnet";
import { type Child, freePort, startNats, startPostgres, startProcess } from "@pha/local-infra";
import { developmentValidators } from "@pha/runtime/spec";
import { Client } from "pg";
import { openRpc, type Rpc } from "../load/rpc.ts";
import type { Target } from "../load/target.ts";
import { endow } from "./spec.ts";

/** Processes to start, and their files. */
export interface OurOptions {
  /** Empty folder for all its files. */
  readonly dir: string;
  readonly validators: number;
  /** Accounts with money. */
  readonly accounts: readonly Hex[];
  /** Folder for CPU profiles of the services. */
  readonly profileDir: string | undefined;
}

/** A running ledger: Postgres, NATS, a chain and its validators, without enclaves. */
export interface Ours extends AsyncDisposable {
  readonly target: Target;
  readonly rpc: Rpc;
  readonly genesisHash: Hex;
  /** Process ids by name: `postgres`, `nats`, `chain`, `relay-0` … */
  readonly pids: Readonly<Record<string, number>>;
}

const root = join(import.meta.dirname, "..", "..", "..");
const mainOf = (service: string): string => join(root, "services", service, "src", "main.ts");
const START_MS = 300_000;

/** Starts a ledger on free ports of this machine, with Postgres as durable as in `npm start`. */
export async function startOurs({ dir, validators, accounts, profileDir }: OurOptions): Promise<Ours> {
  await using opened = new AsyncDisposableStack();
  const files = await buildNetwork(join(dir, "network"), { validators });
  endow(files.spec, accounts);
  const logDir = join(dir, "logs");
  const postgres = opened.use(
    await startPostgres({ dir: join(dir, "postgres"), logFile: join(logDir, "postgres.log") }),
  );
  const nats = opened.use(
    await startNats({
      dir: join(dir, "nats"),
      logFile: join(logDir, "nats.log"),
      binDir: join(root, ".data", "bin"),
    }),
  );
  const profiling = profileDir === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileDir}` };
  const common = { NODE_COMPILE_CACHE: join(root, ".data", "cache", "v8"), ...profiling };
  const service = async (kind: string, name: string, own: Readonly<Record<string, string>>) => {
    const port = await freePort();
    const all = { PORT: String(port), NATS_URL: nats.url, SPEC: files.spec, CODE: files.runtime, ...own };
    const env = Object.fromEntries(Object.entries(all).map(([key, value]) => [`${kind.toUpperCase()}_${key}`, value]));
    const url = `http://127.0.0.1:${port}`;
    const child = await startProcess({
      name,
      file: mainOf(kind),
      env: { ...common, ...env },
      logDir,
      healthUrl: `${url}/readyz`,
      withinMs: START_MS,
    });
    return { child: opened.use(child), url };
  };
  const chain = await service("chain", "chain", { DATABASE_URL: await makeDatabase(postgres.url) });
  const relays: Child[] = [];
  for (const [i, { secret }] of developmentValidators.slice(0, validators).entries()) {
    const { child } = await service("relay", `relay-${i}`, { KEY: secret, DATA_DIR: join(dir, `relay-${i}`) });
    relays.push(child);
  }
  const rpc = opened.use(openRpc(chain.url, 4));
  const genesisHash = await rpc.call<Hex>("chain_getBlockHash", [0]);
  const children = [postgres.child, nats.child, chain.child, ...relays];
  const resources = opened.move();
  return {
    target: targetOf(chain.url, rpc),
    rpc,
    genesisHash,
    pids: Object.fromEntries(children.map(({ name, pid }) => [name, pid])),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function targetOf(url: string, rpc: Rpc): Target {
  return {
    url,
    method: "author_submitExtrinsic",
    async newest() {
      const head = await rpc.call<Hex>("chain_getFinalizedHead");
      return Number((await rpc.call<{ readonly number: Hex }>("chain_getHeader", [head])).number);
    },
    async block(number) {
      const hash = await rpc.call<Hex>("chain_getBlockHash", [number]);
      const { block } = await rpc.call<{ readonly block: { readonly extrinsics: readonly Hex[] } }>("chain_getBlock", [
        hash,
      ]);
      const bytes = block.extrinsics.reduce((sum, extrinsic) => sum + extrinsic.length / 2 - 1, 0);
      return { transfers: block.extrinsics.length, bytes };
    },
  };
}

async function makeDatabase(adminUrl: string): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("CREATE DATABASE chain");
  } finally {
    await client.end();
  }
  return adminUrl.replace(/[^/]*$/, "chain");
}
