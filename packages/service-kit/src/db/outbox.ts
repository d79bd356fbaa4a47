import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Bus } from "../bus/types.ts";
import type { Logger } from "../log.ts";
import { pause } from "../pause.ts";
import { asc, bigserial, type Db, inArray } from "./drizzle.ts";
import { dbError } from "./errors.ts";

const BATCH = 64;
const RETRY_MS = 500;

/** The column that every outbox has; the others say what is to be published. */
export const outboxSequence = () => bigserial({ mode: "number" }).primaryKey();

/** A table whose first column is {@link outboxSequence}. */
type OutboxTable = PgTable & { readonly sequence: PgColumn };

/** What a publisher needs. */
export interface OutboxOptions<T extends OutboxTable> {
  readonly db: Db;
  readonly bus: Pick<Bus, "flush">;
  readonly log: Logger;
  readonly table: T;
  /** Publishes what one row stands for. */
  readonly publish: (row: T["$inferSelect"]) => Promise<void> | void;
}

/** Publishes an outbox until it is disposed. */
export interface Outbox extends AsyncDisposable {
  /** Says that a transaction with new rows has been committed. */
  wake(): void;
}

/**
 * Publishes the rows that transactions have committed to an outbox, and deletes those that NATS has. A row goes out at
 * least once, whatever crashes; rows of one transaction, and of transactions that follow one another, in their order.
 * A second publisher at the same time costs that order, and nothing else.
 */
export function startOutbox<T extends OutboxTable>({ db, bus, log, table, publish }: OutboxOptions<T>): Outbox {
  const stop = new AbortController();
  let wakeUp = Promise.withResolvers<void>();
  const running = run();

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        if (await publishBatch()) continue;
        await wakeUp.promise;
        wakeUp = Promise.withResolvers();
      } catch (error) {
        const coded = dbError(error);
        if (coded?.kind === "unavailable") log.warn({ reason: coded.message }, "publishing waits");
        else log.error({ err: error }, "publishing failed");
        await pause(RETRY_MS, stop.signal);
      }
    }
  }

  /** Whether there may be more. */
  async function publishBatch(): Promise<boolean> {
    const rows = (await db
      .select()
      .from(table as PgTable)
      .orderBy(asc(table.sequence))
      .limit(BATCH)) as (T["$inferSelect"] & { readonly sequence: number })[];
    for (const row of rows) await publish(row);
    if (rows.length === 0) return false;
    await bus.flush();
    const published = rows.map(({ sequence }) => sequence);
    await db.delete(table).where(inArray(table.sequence, published));
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
