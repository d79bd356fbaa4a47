import { Worker } from "node:worker_threads";

/** What the thread of a watchdog gets. */
export interface WatchdogData {
  /** How often the event loop has turned, about. */
  readonly beats: Int32Array;
  readonly checkMs: number;
}

/** Checks after which an event loop that has not turned is given up. */
export const MAX_CHECKS = 20;

/**
 * Ends this process with SIGKILL when its event loop has not turned for so long: code that does not come to an end
 * cannot be interrupted, and whoever started the process starts another. A thread counts its own checks, not the time, so
 * a process that was paused as a whole is not taken for one that hangs.
 */
export function startWatchdog(maxStuckMs: number): Disposable {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const checkMs = Math.ceil(maxStuckMs / MAX_CHECKS);
  const worker = new Worker(new URL("./watchdog-thread.ts", import.meta.url), {
    execArgv: [],
    env: {},
    workerData: { beats, checkMs } satisfies WatchdogData,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  worker.unref();
  const timer = setInterval(() => Atomics.add(beats, 0, 1), checkMs / 2).unref();
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      void worker.terminate();
    },
  };
}
