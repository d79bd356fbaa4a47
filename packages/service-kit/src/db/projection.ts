import type { Bus } from "../bus/types.ts";
import { type FinalizedBlock, followFinalized } from "../follow.ts";
import type { Logger } from "../log.ts";
import { advanceCursor, type Cursor, findCursor } from "./cursor.ts";
import type { Db } from "./drizzle.ts";

/** What a projection needs. */
export interface ProjectionOptions {
  readonly db: Db;
  readonly bus: Pick<Bus, "subscribe" | "request">;
  readonly log: Logger;
  readonly cursor: Cursor;
  /** Writes what follows from one finalized block, which comes with its events. Genesis, block 0, does not come. */
  readonly project: (tx: Db, block: FinalizedBlock) => Promise<void>;
  /** Told after each commit that may have moved the tables, by this replica or another. */
  readonly moved?: () => void;
}

/** A service's tables that follow from the finalized chain alone. */
export interface Projection extends AsyncDisposable {
  /** Newest block that is in the tables. */
  readonly height: number;
}

/**
 * Applies every finalized block to a service's tables: exactly once and in order, because the cursor moves in the
 * transaction that writes. A restart goes on after the newest block that was committed; replicas take turns.
 */
export async function startProjection(options: ProjectionOptions): Promise<Projection> {
  const { db, bus, log, cursor, project, moved } = options;
  let height = await findCursor(db, cursor.table, cursor.job);
  const following = followFinalized({
    bus,
    log,
    withEvents: true,
    next: () => height + 1,
    async take(blocks) {
      height = await advanceCursor(db, cursor, async (tx, from) => {
        let to = from;
        for (const block of blocks) {
          if (block.header.number !== to + 1) continue; // another replica's turn brought it, or a rebuild began
          await project(tx, block);
          to++;
        }
        return to;
      });
      moved?.();
    },
  });
  return {
    get height() {
      return height;
    },
    [Symbol.asyncDispose]: () => following[Symbol.asyncDispose](),
  };
}

/** Begins a projection anew: `clear` empties its tables, and every block comes again, also to a replica that runs. */
export async function rebuildProjection(db: Db, cursor: Cursor, clear: (tx: Db) => Promise<void>): Promise<void> {
  await advanceCursor(db, cursor, async (tx) => {
    await clear(tx);
    return 0;
  });
}
