import { join } from "node:path";
import type { Hex } from "@pha/codec";
import type { Secret } from "@pha/service-kit/config";
import { type Database, openDb } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";
import { errors } from "../errors.ts";
import { meta } from "./schema.ts";

/** Connections for what requests read, and how many readings may wait for one of them. */
const READERS = { maxConnections: 8, maxWaiting: 512 };
/** Connections of the projection, and of what the service does by itself. */
const OWN = { maxConnections: 4 };

/** Two ways to one database: no reader is in the projection's. */
export interface GovernanceDb extends AsyncDisposable {
  readonly own: Database;
  readonly readers: Database;
}

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
export async function openGovernanceDb({ url, genesisHash, log, signal }: Opening): Promise<GovernanceDb> {
  await using opened = new AsyncDisposableStack();
  const migrations = join(import.meta.dirname, "../../drizzle");
  const common = { service: "governance", url, log, signal };
  const own = opened.use(await openDb({ ...common, ...OWN, migrations }));
  const readers = opened.use(await openDb({ ...common, ...READERS }));
  await own.db.insert(meta).values({ genesisHash }).onConflictDoNothing();
  const [row] = await own.db.select().from(meta);
  if (row?.genesisHash !== genesisHash)
    throw errors.OtherNetwork({ database: row?.genesisHash ?? "", given: genesisHash });
  const resources = opened.move();
  return { own, readers, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
