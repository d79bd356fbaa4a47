import { join } from "node:path";
import type { Secret } from "@pha/service-kit/config";
import { type Database, type Db, openDb } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";
import { isOfRequest } from "../ledger/read-budget.ts";

/** Connections of the chain itself: lease, authoring, publishing, what the pool stores. */
const OWN = 8;
/** Connections for what requests read, and how many readings may wait for one of them. */
const READERS = { maxConnections: 8, maxWaiting: 512 };

/**
 * Connects to the chain's database and brings its schema up to date. What is done for a request waits among other
 * requests for connections; the chain's own work has others, which no reader can take.
 */
export async function openChainDb(url: Secret<string>, log: Logger, signal?: AbortSignal): Promise<Database> {
  await using opened = new AsyncDisposableStack();
  const common = { service: "chain", url, log, ...(signal ? { signal } : {}) };
  const migrations = join(import.meta.dirname, "../../drizzle");
  const own = opened.use(await openDb({ ...common, migrations, maxConnections: OWN }));
  const readers = opened.use(await openDb({ ...common, ...READERS }));
  const resources = opened.move();
  return {
    db: chosen(() => (isOfRequest() ? readers.db : own.db)),
    pool: own.pool,
    check: own.check,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** The database that is chosen whenever a query begins. */
const chosen = (choose: () => Db): Db =>
  new Proxy({} as Db, {
    get(_, name) {
      const db = choose();
      const value = Reflect.get(db, name);
      return typeof value === "function" ? value.bind(db) : value;
    },
  });
