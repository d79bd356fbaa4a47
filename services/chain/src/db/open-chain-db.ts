import { join } from "node:path";
import type { Secret } from "@pha/service-kit/config";
import { type Database, openDb } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";

/** Connects to the chain's database and brings its schema up to date. */
export const openChainDb = (url: Secret<string>, log: Logger, signal?: AbortSignal): Promise<Database> =>
  openDb({
    service: "chain",
    url,
    log,
    migrations: join(import.meta.dirname, "../../drizzle"),
    maxConnections: 16,
    ...(signal ? { signal } : {}),
  });
