import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { EngineThread, ThreadEnd, ThreadOptions } from "../program.ts";
import { HostError, harden, takeBytes } from "./guard.ts";
import type { ThreadAnswer, ThreadData } from "./thread-protocol.ts";

const maxThreads = 16;
const defaultHeapMb = 64;
/** The loader is one file, and the one file that its process may read. */
const entry = new URL(import.meta.url);

/** The function that starts engine threads: only the loader can, and they run under the loader's own restrictions. */
export function makeSpawner(url: string, program: Uint8Array): (role: string, options?: ThreadOptions) => EngineThread {
  let running = 0;
  return (role, options = {}) => {
    const heapMb = options.heapMb ?? defaultHeapMb;
    if (typeof role !== "string" || !Number.isInteger(heapMb) || heapMb < 8) throw new HostError("enclave.BadArgument");
    if (running >= maxThreads) throw new HostError("enclave.TooManyThreads");
    running++;
    const { port1: requests, port2: theirs } = new MessageChannel();
    const answered = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(entry, {
      workerData: { url, program, role, requests: theirs, answered } satisfies ThreadData,
      transferList: [theirs],
      env: {},
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    const thread = control(worker, requests, answered);
    void thread.ended.then(() => running--);
    return thread;
  };
}

function control(worker: Worker, requests: MessagePort, answered: Int32Array): EngineThread {
  let onMessage: ((message: Uint8Array) => void) | undefined;
  let onRequest: ((request: Uint8Array) => Uint8Array | Promise<Uint8Array>) | undefined;
  let end: ThreadEnd = "Crashed";

  const answer = async (request: Uint8Array) => {
    let result: Uint8Array | undefined;
    try {
      result = takeBytes(await onRequest?.(request));
    } catch {
      result = undefined;
    }
    requests.postMessage({ answer: result } satisfies ThreadAnswer);
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  };
  worker.on("message", (message: Uint8Array) => onMessage?.(message));
  requests.on("message", (request: Uint8Array) => void answer(request));

  const ended = new Promise<ThreadEnd>((resolve) => {
    worker.on("error", (error: { code?: unknown }) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") end = "OutOfMemory";
    });
    worker.on("exit", () => {
      requests.close();
      resolve(end);
    });
  });

  return Object.freeze({
    post: harden((message: Uint8Array) => worker.postMessage(takeBytes(message))),
    onMessage: harden((handler: typeof onMessage) => {
      onMessage = handler;
    }),
    onRequest: harden((handler: typeof onRequest) => {
      onRequest = handler;
    }),
    ended,
    terminate: harden(async () => {
      end = "Terminated";
      await worker.terminate();
    }),
  });
}
