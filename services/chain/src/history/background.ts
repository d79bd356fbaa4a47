import { dbError } from "@pha/service-kit/db";
import { pause } from "@pha/service-kit/pause";
import type { Job } from "../db/progress.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { ChainTelemetry } from "../telemetry.ts";

/** Rest for each unit of work: nobody waits for it, and blocks come first. */
const REST = 3;

/**
 * Does work on the side, at the start and whenever a block is finalized: one step at a time, at most a quarter of the
 * time. A step says whether there is more to do; one that fails is tried again with the next block.
 */
export function startBackground(
  { job, emitter, telemetry }: { readonly job: Job; readonly emitter: Emitter; readonly telemetry: ChainTelemetry },
  step: () => Promise<boolean>,
): AsyncDisposable {
  const stop = new AbortController();
  let { promise: woken, resolve: wake } = Promise.withResolvers<void>();
  const unlisten = emitter.on("finalized", () => wake());
  const running = run();

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      const next = Promise.withResolvers<void>();
      [woken, wake] = [next.promise, next.resolve];
      while (await attempt());
      await woken;
    }
  }

  async function attempt(): Promise<boolean> {
    const startMs = performance.now();
    try {
      const more = await step();
      await pause((performance.now() - startMs) * REST, stop.signal);
      return more && !stop.signal.aborted;
    } catch (error) {
      const coded = dbError(error);
      if (coded?.kind === "unavailable") telemetry.sideWorkWaits(job, coded);
      else telemetry.sideWorkBroken(job, error);
      return false;
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      unlisten();
      wake();
      await running;
    },
  };
}
