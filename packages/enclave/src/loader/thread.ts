import { performance } from "node:perf_hooks";
import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { ThreadPort } from "../program.ts";
import { programGlobals } from "./globals.ts";
import { guard, HostError, harden, takeBytes } from "./guard.ts";
import { lockDown } from "./lockdown.ts";
import { runProgram } from "./program.ts";
import type { ThreadAnswer, ThreadData } from "./thread-protocol.ts";

/** Fences this thread's realm and runs the program's `thread` export in it. */
export async function runThread(core: MessagePort): Promise<void> {
  const { url, program, role, requests, answered } = workerData as ThreadData;
  lockDown(programGlobals(primitives));
  const { thread } = await runProgram(url, program);

  const port: ThreadPort = Object.freeze({
    role,
    primitives: guard(primitives, "enclave.PrimitiveFailed"),
    monotonicMs: harden(() => performance.now()),
    post: harden((message: Uint8Array) => core.postMessage(takeBytes(message))),
    onMessage: harden((handler: (message: Uint8Array) => void) => {
      core.removeAllListeners("message").on("message", (message: Uint8Array) => handler(message));
    }),
    request: harden((request: Uint8Array) => {
      Atomics.store(answered, 0, 0);
      requests.postMessage(takeBytes(request));
      Atomics.wait(answered, 0, 0);
      const answer = (receiveMessageOnPort(requests)?.message as ThreadAnswer | undefined)?.answer;
      if (answer === undefined) throw new HostError("enclave.RequestRefused");
      return answer;
    }),
  });
  await (thread as (port: ThreadPort) => void | Promise<void>)(port);
}
