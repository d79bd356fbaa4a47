import { setTimeout as delay } from "node:timers/promises";
import { CodedError } from "@pha/codec";
import { blockTime, headerHash } from "@pha/light-client";
import type { BlockTimes } from "@pha/runtime/spec";
import { type Database, dbError } from "@pha/service-kit/db";
import { findHead } from "../db/blocks.ts";
import { errors } from "../errors.ts";
import type { Rounds } from "../finality/rounds.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { Heads } from "../ledger/heads.ts";
import type { Pool } from "../pool/pool.ts";
import type { Runtimes } from "../runtimes.ts";
import type { BlockClock } from "./block-clock.ts";
import type { Chore } from "./chore.ts";
import { sealDelay } from "./clock.ts";
import { commitBlock, type SealedBlock } from "./commit-block.ts";
import { followBlock } from "./follow-block.ts";
import { type Lease, takeLease } from "./lease.ts";
import { type MakeDeps, makeBlock } from "./make-block.ts";
import type { SealOrders } from "./seal-orders.ts";

/** How far the author may run ahead of finality. */
const MAX_AHEAD = 64;
const RETRY_MS = 500;

export interface AuthorDeps extends MakeDeps {
  readonly database: Pick<Database, "db" | "pool">;
  readonly blockTimes: BlockTimes;
  readonly runtimes: Runtimes;
  readonly heads: Heads;
  readonly pool: Pool;
  readonly emitter: Emitter;
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
 * Seals blocks until disposed. It holds the lease from the start on; a database that goes away and comes back costs
 * the block under way, whose extrinsics wait for the next one.
 *
 * @throws `chain.AuthorLeaseTaken`
 */
export async function startAuthor(deps: AuthorDeps): Promise<AsyncDisposable> {
  const { heads, pool, emitter, telemetry } = deps;
  const stop = new AbortController();
  let lease = await acquire();
  let lastMs = performance.now();
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
  const running = run();

  async function acquire(): Promise<Lease> {
    const taken = await takeLease(deps.database);
    telemetry.leaseTaken(taken.epoch);
    return taken;
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      const chore = deps.chores.find((one) => one.isDue());
      if (chore) {
        await perform(chore);
        continue;
      }
      const times = { nowMs: performance.now(), lastMs, readyMs };
      const dueMs = deps.orders.isEmpty ? sealDelay(deps.blockTimes, times) : 0;
      const waitMs = heads.ahead < MAX_AHEAD ? dueMs : deps.blockTimes.idleMs;
      if (waitMs > 0) {
        await pause(waitMs, wake.signal);
        wake = new AbortController();
        continue;
      }
      await attempt();
    }
  }

  /** A failing database is asked again; the epoch keeps out an author that has been replaced. */
  async function perform(chore: Chore): Promise<void> {
    try {
      await chore.perform(lease);
    } catch (error) {
      const coded = error instanceof CodedError ? error : dbError(error);
      if (coded?.kind !== "unavailable" || errors.Fenced.is(coded)) throw error;
      telemetry.authoringFailed(coded);
      await pause(RETRY_MS);
    }
  }

  async function attempt(): Promise<void> {
    const startMs = performance.now();
    let sealed: SealedBlock | undefined;
    const orders = deps.orders.take();
    try {
      await deps.runtimes.refresh();
      await pool.renew();
      sealed = await makeBlock(deps, heads.best.header, nextStart());
      await commitBlock(deps.database.db, sealed);
      advance(sealed, startMs);
      orders.fill({ number: heads.best.number, hash: heads.best.hash });
    } catch (error) {
      const coded = error instanceof CodedError ? error : dbError(error);
      orders.fail(coded ?? error);
      if (coded?.kind === "unavailable") telemetry.authoringFailed(coded);
      else telemetry.authoringBroken(error);
      await pause(RETRY_MS);
      if (sealed) await recover(sealed, startMs);
    } finally {
      pool.queue.release();
    }
  }

  /** Takes a new lease, and finds out whether a commit that failed here has succeeded there. */
  async function recover(sealed: SealedBlock, startMs: number): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await lease[Symbol.asyncDispose]();
        lease = await acquire();
        const head = await findHead(deps.database.db);
        if (head?.hash === headerHash(sealed.header)) advance(sealed, startMs);
        if (head?.hash !== heads.best.hash) throw errors.Fenced({ number: head?.number });
        return;
      } catch (error) {
        const coded = error instanceof CodedError ? error : dbError(error);
        if (coded?.kind !== "unavailable" || errors.Fenced.is(coded)) throw error;
        telemetry.authoringFailed(coded);
        await pause(RETRY_MS);
      }
    }
  }

  function nextStart() {
    const parent = blockTime(heads.best.header);
    const timeMs = deps.clock.after(parent.timeMs);
    return { timeMs, epoch: lease.epoch, ...deps.rounds.at(heads.best.number + 1) };
  }

  /** The block is committed. */
  function advance(sealed: SealedBlock, startMs: number): void {
    // A block is as old as its making: what it takes to write one must not come on top of the time between two.
    lastMs = startMs;
    readyMs = undefined;
    const block = followBlock(deps, sealed);
    if (pool.queue.hasReady()) readyMs = performance.now();
    telemetry.blockBuilt(block, (performance.now() - startMs) / 1000);
    deps.onCommit();
  }

  async function pause(ms: number, ...until: AbortSignal[]): Promise<void> {
    const signal = AbortSignal.any([stop.signal, ...until]);
    await delay(ms, undefined, { signal }).catch(() => {});
  }

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      unlisten();
      // Its failure has stopped the process already.
      await running.catch(() => {});
      await lease[Symbol.asyncDispose]();
    },
  };
}
