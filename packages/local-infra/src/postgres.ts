import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Client } from "pg";
import { type Child, startChild } from "./child.ts";
import { stopOrphan } from "./orphan.ts";
import { rememberedPort } from "./port.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { giveTo, ordinaryUser } from "./postgres-user.ts";
import { processFailed, type ReadyOptions, untilReady } from "./ready.ts";

/** Where and how Postgres runs. */
export interface PostgresOptions extends ReadyOptions {
  /** Folder of its data, its port and its password; made at the first start. */
  readonly dir: string;
  readonly logFile: string;
  /** `false`: faster, and a power failure may destroy the data. For tests. */
  readonly durable?: boolean;
}

/** A running Postgres. */
export interface Postgres extends AsyncDisposable {
  /** Of the database `postgres`, with the password. */
  readonly url: string;
  readonly child: Child;
}

/**
 * Starts Postgres from its npm binaries, on a port it keeps, for this machine only.
 *
 * @throws `local-infra.NoPostgres`, `PostgresNeedsUser`, `ProcessFailed`.
 */
export async function startPostgres({ dir, logFile, durable = true, ...ready }: PostgresOptions): Promise<Postgres> {
  const data = resolve(dir, "data");
  const passwordFile = join(dir, "password");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const binaries = await postgresBinaries();
  const user = ordinaryUser(binaries.postgres, dir);
  await stopOrphan(data);
  if (!existsSync(join(data, "PG_VERSION"))) {
    rmSync(data, { recursive: true, force: true }); // of a first start that did not come to its end
    writeFileSync(passwordFile, randomBytes(24).toString("hex"), { mode: 0o600 });
    giveTo(user, passwordFile);
    const args = ["-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", "--no-sync"];
    const init = startChild({
      name: "initdb",
      file: binaries.initdb,
      args: [...args, `--pwfile=${resolve(passwordFile)}`],
      wrapper: user.wrapper,
      logFile,
    });
    const how = await init.ended;
    if (how !== "exit code 0") throw processFailed(init, how);
  }
  const port = await rememberedPort(join(dir, "port"));
  const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: "", ...(durable ? {} : fast) };
  const child = startChild({
    name: "postgres",
    file: binaries.postgres,
    args: ["-D", data, ...Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`])],
    wrapper: user.wrapper,
    logFile,
    stopSignal: "SIGINT", // "fast": ends sessions, keeps what is committed
  });
  const url = `postgres://postgres:${readFileSync(passwordFile, "utf8")}@127.0.0.1:${port}/postgres`;
  await untilReady(child, () => connectOnce(url), ready);
  return { url, child, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}

const fast = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

async function connectOnce(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  try {
    await client.connect();
  } finally {
    await client.end();
  }
}
