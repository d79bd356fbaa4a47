import { setTimeout as delay } from "node:timers/promises";
import { type Database, dbError } from "@pha/service-kit/db";
import { raiseEpoch } from "../db/authoring.ts";
import { errors } from "../errors.ts";

/**
 * The right to author: a lock of one Postgres session, and the epoch that was raised under it. Given back by disposing
 * it, once or more.
 */
export interface Lease extends AsyncDisposable {
  readonly epoch: bigint;
  /** Raises the epoch above another: blocks of an earlier author have been found that this database did not have. */
  raise(above: bigint): Promise<void>;
}

const PAUSE_MS = 250;

/**
 * Takes the lease. A killed predecessor's session may live on for a moment, so this is patient.
 *
 * @throws `chain.AuthorLeaseTaken`, and Postgres' errors.
 */
export async function takeLease(
  { pool, db }: Pick<Database, "pool" | "db">,
  { patienceMs = 10_000 }: { readonly patienceMs?: number } = {},
): Promise<Lease> {
  const client = await pool.connect();
  try {
    const end = performance.now() + patienceMs;
    while (!(await tryLock())) {
      if (performance.now() >= end) throw errors.AuthorLeaseTaken();
      await delay(PAUSE_MS);
    }
    let epoch = await raiseEpoch(db);
    let isHeld = true;
    return {
      get epoch() {
        return epoch;
      },
      async raise(above) {
        if (epoch <= above) epoch = await raiseEpoch(db, above);
      },
      async [Symbol.asyncDispose]() {
        // Ending the session, not only the lock, also frees a connection that has broken.
        if (isHeld) client.release(true);
        isHeld = false;
      },
    };
  } catch (error) {
    client.release(true);
    throw dbError(error) ?? error;
  }

  async function tryLock(): Promise<boolean> {
    const { rows } = await client.query<{ held: boolean }>(
      "select pg_try_advisory_lock(hashtext('chain.author')) as held",
    );
    return rows[0]?.held ?? false;
  }
}
