import type { Pool } from "pg";
import type { Secret } from "../config.ts";
import { errors } from "../errors.ts";
import type { Logger } from "../log.ts";
import { retrying } from "../retrying.ts";
import { BoundedPool } from "./bounded-pool.ts";
import { type Db, drizzle } from "./drizzle.ts";
import { dbError } from "./errors.ts";
import { migrate } from "./migrate.ts";

/** What a service's database depends on. */
export interface DbOptions {
  /** Names the connections in Postgres and the schema that holds the service's tables. */
  readonly service: string;
  readonly url: Secret<string>;
  readonly log: Logger;
  /** Gives up waiting for Postgres. */
  readonly signal?: AbortSignal;
  /** Folder of `NNNN_name.sql` files; nothing is migrated when absent. */
  readonly migrations?: string;
  readonly maxConnections?: number;
  /** How many may wait for a connection, before `Overloaded` refuses more; any number when absent. */
  readonly maxWaiting?: number;
}

/** An open database; disposing it waits for what is under way and closes all connections. */
export interface Database extends AsyncDisposable {
  readonly db: Db;
  readonly pool: Pool;
  /** Rejects while Postgres does not answer; for `/readyz`. */
  check(): Promise<void>;
}

/**
 * Connects, waiting for Postgres as long as it takes, and brings the schema up to date.
 * Later restarts of Postgres cost the statements under way (`DbUnavailable`), not the process.
 *
 * @throws `service-kit.DbRefused`, `SchemaNewer`, `SchemaChanged`; `StartInterrupted` when the signal comes first.
 */
export async function openDb(options: DbOptions): Promise<Database> {
  const { service, url, log, signal, maxConnections = 10, maxWaiting = Number.POSITIVE_INFINITY } = options;
  const pool = new BoundedPool(maxWaiting, {
    connectionString: url.reveal(),
    application_name: service,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    // A process that freezes within a transaction does not keep its locks.
    idle_in_transaction_session_timeout: 3_000,
  });
  // Without listeners a lost connection, idle or checked out, would end the process.
  pool.on("error", (error) => log.warn({ reason: error.message }, "idle Postgres connection lost"));
  pool.on("connect", (client) => void client.on("error", () => {}));
  try {
    await retrying("waiting for Postgres", { log, signal, retry: errors.DbUnavailable.is }, async () => {
      try {
        await pool.query("SELECT 1");
        if (options.migrations !== undefined) await migrate(pool, service, options.migrations, log);
      } catch (error) {
        throw dbError(error) ?? error;
      }
    });
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    db: queriesOn(pool),
    pool,
    check: async () => void (await pool.query("SELECT 1")),
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

/** drizzle's own `transaction` never gives a connection back that breaks before `begin` is answered. */
function queriesOn(pool: Pool): Db {
  const transaction: Db["transaction"] = async (work, config) => {
    const client = await pool.connect();
    try {
      return await drizzle(client).transaction(work, config);
    } finally {
      client.release();
    }
  };
  return Object.assign(drizzle(pool), { transaction });
}
