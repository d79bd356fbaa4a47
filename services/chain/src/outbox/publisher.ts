import { setTimeout as delay } from "node:timers/promises";
import { CodedError } from "@pha/codec";
import type { Bus } from "@pha/service-kit/bus";
import { type Db, dbError } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";
import { deleteOutbox, listOutbox, type OutboxRow } from "../db/finality.ts";

const BATCH = 64;
const RETRY_MS = 500;

export interface PublisherDeps {
  readonly db: Db;
  readonly bus: Pick<Bus, "flush">;
  readonly log: Logger;
  /** Publishes what one row stands for. */
  readonly publish: (row: OutboxRow) => Promise<void>;
}

/** Publishes what transactions left in the outbox, in the order of their commit; what fails is tried again. */
export interface Publisher extends AsyncDisposable {
  /** There is something new. */
  wake(): void;
}

export function startPublisher({ db, bus, log, publish }: PublisherDeps): Publisher {
  const stop = new AbortController();
  let wakeUp = Promise.withResolvers<void>();
  const running = run();

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        const more = await publishBatch();
        if (more) continue;
        await wakeUp.promise;
        wakeUp = Promise.withResolvers();
      } catch (error) {
        const coded = error instanceof CodedError ? error : dbError(error);
        if (coded?.kind === "unavailable") log.warn({ reason: coded.message }, "publishing waits");
        else log.error({ err: error }, "publishing failed");
        await delay(RETRY_MS, undefined, { signal: stop.signal }).catch(() => {});
      }
    }
  }

  /** Whether there may be more. */
  async function publishBatch(): Promise<boolean> {
    const rows = await listOutbox(db, BATCH);
    for (const row of rows) await publish(row);
    if (rows.length === 0) return false;
    await bus.flush();
    await deleteOutbox(
      db,
      rows.map(({ sequence }) => sequence),
    );
    return rows.length === BATCH;
  }

  return {
    wake: () => wakeUp.resolve(),
    async [Symbol.asyncDispose]() {
      stop.abort();
      wakeUp.resolve();
      await running;
    },
  };
}
