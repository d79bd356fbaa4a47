import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errors, startNats, startPostgres } from "@pha/local-infra";
import type { BusServiceName } from "@pha/wire";

interface Server extends AsyncDisposable {
  readonly url: string;
}

/** Shared by all who run tests in this clone: a download survives. */
export const binDir = join(import.meta.dirname, "..", "..", "..", ".data", "bin");

/** A Postgres: given, embedded or in a container. */
export function postgresServer(): Promise<Server> {
  const given = process.env["TEST_POSTGRES_URL"];
  if (given !== undefined) return Promise.resolve(borrowed(given));
  return startOr(
    (dir) => startPostgres({ dir, logFile: join(dir, "postgres.log"), durable: false }),
    [errors.NoPostgres, errors.PostgresNeedsUser],
    async () => (await import("./containers.ts")).postgresContainer(),
  );
}

/** A NATS server: given, started here or in a container. */
export function natsServer(users?: Readonly<Record<BusServiceName, string>>): Promise<Server> {
  const given = process.env["TEST_NATS_URL"];
  if (given !== undefined && users === undefined) return Promise.resolve(borrowed(given));
  return startOr(
    (dir) => startNats({ dir, logFile: join(dir, "nats.log"), binDir, ...(users === undefined ? {} : { users }) }),
    [errors.NoNatsServer],
    async () => (await import("./containers.ts")).natsContainer(users),
  );
}

const borrowed = (url: string): Server => ({ url, async [Symbol.asyncDispose]() {} });

/** Starts a server in a temporary folder; where it cannot be had on this machine, in a container. */
async function startOr(
  start: (dir: string) => Promise<Server>,
  cannot: readonly { is(error: unknown): boolean }[],
  container: () => Promise<Server>,
): Promise<Server> {
  const dir = mkdtempSync(join(tmpdir(), "pha-test-"));
  const forget = () => rmSync(dir, { recursive: true, force: true });
  try {
    const server = await start(dir);
    return {
      url: server.url,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        forget();
      },
    };
  } catch (error) {
    forget();
    if (cannot.some((maker) => maker.is(error))) return container();
    throw error;
  }
}
