import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SignatureCheck } from "@pha/runtime/spec";
import { makeBatch } from "../kit/batch.ts";

/** Verifies signatures beside the event loop. */
export interface SignatureWorkers extends AsyncDisposable {
  verify(check: SignatureCheck): Promise<boolean>;
}

const script = new URL("./signature-worker.ts", import.meta.url);

/** Handing some to a thread costs as much as verifying one or two, so that few are not shared out. */
const LEAST = 8;

/** Starts one thread a core, at most four; what came up in the meantime is shared out among them. */
export function startSignatureWorkers(threads = Math.min(availableParallelism(), 4)): SignatureWorkers {
  const lanes = Array.from({ length: threads }, startLane);
  let turn = 0;
  const next = () => lanes[turn++ % lanes.length] as Lane;
  return {
    verify: makeBatch<SignatureCheck, boolean>(async (checks) => {
      const share = Math.max(LEAST, Math.ceil(checks.length / lanes.length));
      const shares: Promise<boolean[]>[] = [];
      for (let at = 0; at < checks.length; at += share) shares.push(next().verify(checks.slice(at, at + share)));
      return (await Promise.all(shares)).flat();
    }),
    async [Symbol.asyncDispose]() {
      await Promise.all(lanes.map((lane) => lane.end()));
    },
  };
}

interface Lane {
  /** One call at a time. */
  verify(checks: readonly SignatureCheck[]): Promise<boolean[]>;
  end(): Promise<void>;
}

function startLane(): Lane {
  const worker = new Worker(script);
  worker.unref();
  return {
    verify: (checks) =>
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
    // Terminating a thread that is still loading a native library would abort the process.
    async end() {
      worker.ref();
      const exited = once(worker, "exit");
      worker.postMessage("end");
      await exited;
    },
  };
}
