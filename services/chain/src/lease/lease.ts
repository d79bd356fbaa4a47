import { type Database, dbError } from "@pha/service-kit/db";
import type { PoolClient } from "pg";
import { raiseEpoch } from "../db/authoring.ts";

/** The lock: two numbers of ours. */
const LOCK = [9944, 1];
/** Interval at which the holder of the lease renews it. */
const BEAT_MS = 1_000;
/** Age of the last renewal from which another replica may take the lease. */
const LEASE_MS = 6_000;

/**
 * The right to author: a lock of one Postgres session, and the epoch that was raised under it, without which nothing
 * is written (a fencing token: Kleppmann, "How to do distributed locking", 2016). Given back by disposing it, once or more.
 */
export interface Lease extends AsyncDisposable {
  readonly epoch: bigint;
  /** Aborts when the session has broken or somebody has raised the epoch. */
  readonly lost: AbortSignal;
  /** Raises the epoch above another: blocks of an earlier author have been found that this database did not have. */
  raise(above: bigint): Promise<void>;
}

/**
 * Takes the lease if nobody has it, or if whoever has it is frozen or unreachable: its session is ended then. That of a
 * process that is killed ends by itself.
 *
 * @throws Postgres' errors.
 */
export async function tryLease({ pool, db }: Pick<Database, "pool" | "db">): Promise<Lease | undefined> {
  const client = await pool.connect();
  try {
    if (!(await tryLock(client))) {
      await endSilentHolder(client);
      client.release();
      return undefined;
    }
    return hold(client, await raiseEpoch(db));
  } catch (error) {
    client.release(true);
    throw dbError(error) ?? error;
  }

  function hold(session: PoolClient, first: bigint): Lease {
    let epoch = first;
    const lost = new AbortController();
    let isHeld = true;
    const lose = () => lost.abort();
    session.once("end", lose);
    let isSaying = false;
    const beat = setInterval(() => {
      if (isSaying) return; // a slow answer is waited for: a session asks one thing at a time
      isSaying = true;
      void say()
        .catch(lose)
        .finally(() => {
          isSaying = false;
        });
    }, BEAT_MS);

    async function say(): Promise<void> {
      const { rows } = await session.query<{ epoch: string }>("select epoch from chain.authoring");
      if (rows[0]?.epoch !== String(epoch)) lose();
    }

    return {
      get epoch() {
        return epoch;
      },
      lost: lost.signal,
      async raise(above) {
        if (epoch <= above) epoch = await raiseEpoch(db, above);
      },
      async [Symbol.asyncDispose]() {
        clearInterval(beat);
        lose();
        // Ending the session, not only the lock, also frees a connection that has broken.
        if (isHeld) session.release(true);
        isHeld = false;
      },
    };
  }
}

async function tryLock(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1, $2) as held", LOCK);
  return rows[0]?.held ?? false;
}

/** By the clock of Postgres alone. */
async function endSilentHolder(client: PoolClient): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and classid = $1 and objid = $2 and granted and usename = current_user
       and state_change < clock_timestamp() - make_interval(secs => $3)`,
    [...LOCK, LEASE_MS / 1000],
  );
}
