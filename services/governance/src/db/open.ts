import { join } from "node:path";
import type { Hex } from "@pha/codec";
import type { Secret } from "@pha/service-kit/config";
import { type Database, openDb } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";
import { errors } from "../errors.ts";
import { meta } from "./schema.ts";

/** How many readings may wait for a connection. */
const MAX_WAITING = 512;

interface Opening {
  readonly url: Secret<string>;
  readonly genesisHash: Hex;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Connects, brings the schema up to date, and holds the database to one network.
 *
 * @throws `governance.OtherNetwork`
 */
export async function openGovernanceDb({ url, genesisHash, log, signal }: Opening): Promise<Database> {
  await using opened = new AsyncDisposableStack();
  const migrations = join(import.meta.dirname, "../../drizzle");
  const options = { service: "governance", url, log, signal, migrations, maxWaiting: MAX_WAITING };
  const database = opened.use(await openDb(options));
  await database.db.insert(meta).values({ genesisHash }).onConflictDoNothing();
  const [row] = await database.db.select().from(meta);
  if (row?.genesisHash !== genesisHash)
    throw errors.OtherNetwork({ database: row?.genesisHash ?? "", given: genesisHash });
  opened.move();
  return database;
}
