import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { ready } from "../protocol.ts";
import { compileEngine } from "../quickjs/compile.ts";
import type { EngineThread, SpawnThread, Timers } from "../thread.ts";

// V8 13.6 may abort when it frees single WebAssembly functions while threads end (nodejs/node#64500).
setFlagsFromString("--no-wasm-code-gc");

/** The engine's module: what one thread has compiled of it, all have. */
let compiled: WebAssembly.Module | undefined;

/** All that threads see of the environment: where Node keeps what it compiled of our sources. */
const threadEnv = (): NodeJS.ProcessEnv => {
  const { NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
};

function startWorker(heapMb: number): Worker {
  compiled ??= compileEngine();
  return new Worker(new URL("./thread-main.ts", import.meta.url), {
    env: threadEnv(),
    workerData: compiled,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
}

/**
 * Engine threads as Node's worker threads, each from its first call on: for tests and for trying contracts locally, not
 * for secrets. They keep the process running while they have a call.
 */
export const spawnNodeThread: SpawnThread = (_role, { heapMb }): EngineThread => {
  let worker: Worker | undefined;
  let calls = 0;
  let handle = (_message: Uint8Array) => {};
  let end = (_reason?: unknown) => {};
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  return {
    post: (message) => {
      worker ??= startWorker(heapMb)
        .on("message", (given) => {
          if (given.length > ready.length && --calls === 0) worker?.unref();
          handle(given);
        })
        .on("error", end)
        .on("exit", end);
      calls++;
      worker.ref();
      worker.postMessage(message);
    },
    onMessage: (handler) => {
      handle = handler;
    },
    ended,
    terminate: async () => {
      await worker?.terminate();
      end();
    },
  };
};

/** Node's timers, as the pool takes them. */
export const nodeTimers: Timers = {
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (id) => clearTimeout(id as NodeJS.Timeout),
};
