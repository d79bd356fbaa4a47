import { performance } from "node:perf_hooks";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { ThreadPort } from "../program.ts";
import { guard, HostError, harden, takeBytes } from "./guard.ts";
import { programGlobals } from "./globals.ts";
import { lockDown } from "./lockdown.ts";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { runProgram } from "./program.ts";
import type { ThreadAnswer, ThreadData } from "./thread-protocol.ts";

const { url, program, role, requests, answered } = workerData as ThreadData;
const core = parentPort;
if (core === null) throw new Error("Started outside a thread");

lockDown(programGlobals(primitives));
const { thread } = await runProgram(url, program);

const port: ThreadPort = Object.freeze({
  role,
  primitives: guard(primitives, "enclave.PrimitiveFailed"),
  monotonicMs: harden(() => performance.now()),
  post: harden((message: Uint8Array) => core.postMessage(takeBytes(message))),
  onMessage: harden((handler: (message: Uint8Array) => void) => {
    core.removeAllListeners("message").on("message", handler);
  }),
  request: harden((request: Uint8Array) => {
    Atomics.store(answered, 0, 0);
    requests.postMessage(takeBytes(request));
    Atomics.wait(answered, 0, 0);
    const { answer } = receiveMessageOnPort(requests)?.message as ThreadAnswer;
    if (answer === undefined) throw new HostError("enclave.RequestRefused");
    return answer;
  }),
});
await (thread as (port: ThreadPort) => void | Promise<void>)(port);
