/** The entry of an engine thread that Node runs. */
import { parentPort, workerData } from "node:worker_threads";
import { serveEngine } from "../serve-engine.ts";

const core = parentPort;
if (core === null) throw new Error("This file runs in a worker thread");
serveEngine(
  {
    post: (message) => core.postMessage(message),
    onMessage: (handler) => {
      core.on("message", handler);
    },
  },
  workerData as WebAssembly.Module,
);
