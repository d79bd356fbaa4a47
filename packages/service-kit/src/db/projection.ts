import type { Bus } from "../bus/types.ts";
import { type FinalizedBlock, followFinalized } from "../follow.ts";
import type { Logger } from "../log.ts";
import { advanceCursor, type Cursor, findCursor } from "./cursor.ts";
import type { Db } from "./drizzle.ts";
import { dbError } from "./errors.ts";

/** What a projection needs. */
export interface ProjectionOptions {
  readonly db: Db;
  readonly bus: Pick<Bus, "subscribe" | "request">;
  readonly log: Logger;
  readonly cursor: Cursor;
  /** Writes what follows from one finalized block, which comes with its events. Genesis, block 0, does not come. */
  readonly project: (tx: Db, block: FinalizedBlock) => Promise<void>;
  /** Whether a block comes after the one that the tables are at; they are of another history when it does not. */
  readonly goesOn: (tx: Db, block: FinalizedBlock) => Promise<boolean>;
  /** Empties the tables. */
  readonly clear: (tx: Db) => Promise<void>;
  /** Told when the tables have moved, by this replica or another. */
  readonly moved?: () => void;
}

/** A service's tables that follow from the finalized chain alone. */
export interface Projection extends AsyncDisposable {
  /** Newest block that is in the tables. */
  readonly height: number;
}

/**
 * Applies every finalized block to a service's tables: exactly once and in order, because the cursor moves in the
 * transaction that writes. A restart goes on after the newest block that was committed; replicas take turns. Where the
 * cursor is, the database says before each turn: another replica may have moved it, a rebuild or a restored dump put it
 * back. A chain that was put back itself, and went on otherwise, has everything made again.
 */
export async function startProjection(options: ProjectionOptions): Promise<Projection> {
  const { db, bus, log, cursor, project, goesOn, clear, moved } = options;
  let height = await findCursor(db, cursor.table, cursor.job);

  const come = (to: number) => {
    if (to === height) return;
    height = to;
    moved?.();
  };

  async function write(tx: Db, from: number, blocks: readonly FinalizedBlock[]): Promise<number> {
    let to = from;
    for (const block of blocks) {
      if (block.header.number !== to + 1) continue; // another replica's turn brought it, or a rebuild began
      if (!(await goesOn(tx, block))) {
        log.warn({ number: to }, "the chain has another history than the tables: they are made again");
        await clear(tx);
        return 0;
      }
      await project(tx, block);
      to++;
    }
    return to;
  }

  const following = followFinalized({
    bus,
    log,
    withEvents: true,
    async next() {
      come(await orUnavailable(() => findCursor(db, cursor.table, cursor.job)));
      return height + 1;
    },
    async take(blocks) {
      come(await orUnavailable(() => advanceCursor(db, cursor, (tx, from) => write(tx, from, blocks))));
    },
  });
  return {
    get height() {
      return height;
    },
    [Symbol.asyncDispose]: () => following[Symbol.asyncDispose](),
  };
}

/** What Postgres has to say for itself is said by its code. */
async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw dbError(error) ?? error;
  }
}

/** Begins a projection anew: `clear` empties its tables, and every block comes again, also to a replica that runs. */
export async function rebuildProjection(db: Db, cursor: Cursor, clear: (tx: Db) => Promise<void>): Promise<void> {
  await advanceCursor(db, cursor, async (tx) => {
    await clear(tx);
    return 0;
  });
}
