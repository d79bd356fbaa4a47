import type { Bus } from "@pha/service-kit/bus";
import { dbError } from "@pha/service-kit/db";
import { subjects } from "@pha/wire";
import type { Pool } from "../pool/pool.ts";
import type { ChainTelemetry } from "../telemetry.ts";

/** Interval of the look into the database for stored extrinsics whose event NATS lost or delays. */
const RECONCILE_MS = 1_000;

/** Keeps the pools of all replicas the same: publishes what was stored here, takes up what was stored elsewhere. */
export function startPoolSync({
  bus,
  pool,
  telemetry,
}: {
  readonly bus: Pick<Bus, "publish" | "subscribe">;
  readonly pool: Pool;
  readonly telemetry: ChainTelemetry;
}): AsyncDisposable {
  pool.onStored((hashes) => bus.publish(subjects.poolGrown, {}, [...hashes]));
  const subscribed = bus.subscribe(subjects.poolGrown, {}, ({ value }) => attempt(() => pool.following.takeUp(value)));
  let under = Promise.resolve();
  const timer = setInterval(() => {
    under = under.then(() => attempt(() => pool.following.reconcile()));
  }, RECONCILE_MS);

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const coded = dbError(error);
      if (coded?.kind !== "unavailable") throw error;
      telemetry.replicaWaits(coded);
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await subscribed[Symbol.asyncDispose]();
      await under;
    },
  };
}
