import { type Database, dbError } from "@pha/service-kit/db";
import { pause } from "@pha/service-kit/pause";
import { errors } from "../errors.ts";
import { type Lease, tryLease } from "../lease/lease.ts";
import type { Role } from "../lease/role.ts";
import type { ChainTelemetry } from "../telemetry.ts";

/** How often a follower looks at the database and tries for the lease, also without a `chainMoved`. */
const LOOK_MS = 250;
const RETRY_MS = 500;

export interface ReplicaDeps {
  readonly database: Pick<Database, "db" | "pool">;
  readonly role: Role;
  readonly catchUp: () => Promise<void>;
  /** Does what only one may do at a time, until the signal aborts. */
  readonly lead: (lease: Lease, signal: AbortSignal) => Promise<void>;
  readonly telemetry: ChainTelemetry;
}

export interface Replica extends AsyncDisposable {
  /** The leader has written something. */
  wake(): void;
}

/**
 * Follows whoever leads until the lease is free, then leads until the lease is lost. The database says what happened in
 * between: also whether a commit has succeeded whose answer was lost.
 */
export function startReplica({ database, role, catchUp, lead, telemetry }: ReplicaDeps): Replica {
  const stop = new AbortController();
  let wake = new AbortController();
  const running = run();

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await turn();
      } catch (error) {
        if (errors.OtherHistory.is(error)) throw error;
        const coded = dbError(error);
        if (coded?.kind === "unavailable") telemetry.replicaWaits(coded);
        else telemetry.replicaBroken(error);
        await rest(RETRY_MS);
      }
    }
  }

  async function turn(): Promise<void> {
    await using lease = await tryLease(database);
    if (lease) role.seek();
    else role.follow();
    await catchUp();
    if (!lease) return rest(LOOK_MS, wake.signal);
    telemetry.leaseTaken(lease.epoch);
    try {
      await lead(lease, AbortSignal.any([stop.signal, lease.lost]));
    } finally {
      telemetry.leaseLost();
    }
  }

  async function rest(ms: number, ...until: AbortSignal[]): Promise<void> {
    await pause(ms, AbortSignal.any([stop.signal, ...until]));
    wake = new AbortController();
  }

  return {
    wake: () => wake.abort(),
    async [Symbol.asyncDispose]() {
      stop.abort();
      // Its failure has stopped the process already.
      await running.catch(() => {});
    },
  };
}
