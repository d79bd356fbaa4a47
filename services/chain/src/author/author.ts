import { blockTime } from "@pha/light-client";
import type { BlockTimes } from "@pha/runtime/spec";
import { type Db, dbError } from "@pha/service-kit/db";
import { pause } from "@pha/service-kit/pause";
import type { Lease } from "../lease/lease.ts";
import { advance, type Memory } from "../memory/memory.ts";
import type { Rounds } from "../votes/rounds.ts";
import type { BlockClock } from "./block-clock.ts";
import type { Chore } from "./chore.ts";
import { sealDelay } from "./clock.ts";
import { commitBlock, committed } from "./commit-block.ts";
import { type MakeDeps, makeBlock } from "./make-block.ts";
import type { SealOrders } from "./seal-orders.ts";

/** How far the author may run ahead of finality. */
const MAX_AHEAD = 64;

export interface AuthorDeps extends Omit<MakeDeps, keyof Memory>, Memory {
  readonly db: Db;
  readonly blockTimes: BlockTimes;
  readonly rounds: Rounds;
  /** In the order in which they are done. */
  readonly chores: readonly Chore[];
  /** Calls back when a chore has become due. */
  readonly onDue: (listener: () => void) => void;
  readonly clock: BlockClock;
  readonly orders: SealOrders;
  /** The outbox has a new row. */
  readonly onCommit: () => void;
}

/**
 * Seals blocks under a lease, until `signal` aborts. Memory must be where the database is; after an error it may be
 * behind by one block, whose commit has succeeded although the answer was lost.
 *
 * @throws what kept a block from being written, `chain.Fenced` among it.
 */
export async function author(deps: AuthorDeps, lease: Lease, signal: AbortSignal): Promise<void> {
  const { heads, pool, emitter, telemetry } = deps;
  const sinceMs = Number(deps.clock.nowMs - blockTime(heads.best.header).timeMs);
  let lastMs = performance.now() - Math.max(0, sinceMs);
  let readyMs = pool.queue.hasReady() ? performance.now() : undefined;
  let wake = new AbortController();
  const unlisten = emitter.on("finalized", () => wake.abort());
  pool.onReady(() => {
    if (readyMs !== undefined) return;
    readyMs = performance.now();
    wake.abort();
  });
  deps.onDue(() => wake.abort());
  deps.orders.onOrder(() => wake.abort());

  async function seal(): Promise<void> {
    const startMs = performance.now();
    const orders = deps.orders.take();
    try {
      await pool.following.renew();
      const parent = heads.best.header;
      const timeMs = deps.clock.after(blockTime(parent).timeMs);
      const start = { timeMs, epoch: lease.epoch, ...deps.rounds.at(parent.number + 1) };
      const sealed = await makeBlock(deps, parent, start);
      await commitBlock(deps.db, sealed);
      const block = advance(deps, committed(sealed));
      // A block is as old as its making: what it takes to write one must not come on top of the time between two.
      lastMs = startMs;
      readyMs = pool.queue.hasReady() ? performance.now() : undefined;
      telemetry.blockBuilt(block, (performance.now() - startMs) / 1000);
      deps.onCommit();
      orders.fill({ number: block.number, hash: block.hash });
    } catch (error) {
      orders.fail(dbError(error) ?? error);
      throw error;
    } finally {
      pool.queue.release();
    }
  }

  try {
    while (!signal.aborted) {
      const chore = deps.chores.find((one) => one.isDue());
      if (chore) {
        await pool.following.inTurn(() => chore.perform(lease));
        continue;
      }
      const times = { nowMs: performance.now(), lastMs, readyMs };
      const dueMs = deps.orders.isEmpty ? sealDelay(deps.blockTimes, times) : 0;
      const waitMs = heads.ahead < MAX_AHEAD ? dueMs : deps.blockTimes.idleMs;
      if (waitMs === 0) {
        await pool.following.inTurn(seal);
        continue;
      }
      await pause(waitMs, AbortSignal.any([signal, wake.signal]));
      wake = new AbortController();
    }
  } finally {
    unlisten();
  }
}
