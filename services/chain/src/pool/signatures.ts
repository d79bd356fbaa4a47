import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SignatureCheck } from "@pha/runtime/spec";
import { makeBatch } from "./batch.ts";

/** Verifies signatures beside the event loop. */
export interface SignatureWorkers extends AsyncDisposable {
  verify(check: SignatureCheck): Promise<boolean>;
}

const script = new URL("./signature-worker.ts", import.meta.url);

/** Starts one thread a core, at most four; each takes what has come up while it was busy. */
export function startSignatureWorkers(threads = Math.min(availableParallelism(), 4)): SignatureWorkers {
  const lanes = Array.from({ length: threads }, startLane);
  let turn = 0;
  return {
    verify(check) {
      const lane = lanes[turn++ % lanes.length];
      return lane ? lane.verify(check) : Promise.resolve(false);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(lanes.map((lane) => lane.worker.terminate()));
    },
  };
}

function startLane() {
  const worker = new Worker(script);
  worker.unref();
  const verify = makeBatch<SignatureCheck, boolean>(
    (checks) =>
      new Promise((resolve, reject) => {
        const done = (settle: () => void) => {
          worker.off("message", onMessage);
          worker.off("error", onError);
          settle();
        };
        const onMessage = (results: boolean[]) => done(() => resolve(results));
        const onError = (error: Error) => done(() => reject(error));
        worker.on("message", onMessage);
        worker.on("error", onError);
        worker.postMessage(checks);
      }),
  );
  return { worker, verify };
}
