import assert from "node:assert/strict";
import { program } from "./programs.ts";
import { type ConformanceCase, load, text, utf8 } from "./setup.ts";

/** A thread that computes, asks its core, loops, eats memory or throws, as it is told. */
const thread = `
export function thread(port) {
  port.onMessage((message) => {
    const text = decode(message);
    if (text === "loop") for (;;);
    if (text === "eat") for (let all; ; ) all = { all }; // bit by bit: V8 ends a thread in time only for small pieces
    if (text === "throw") throw new Error("x");
    if (text === "hash") return port.post(port.primitives.sha256(message));
    try { port.post(port.request(encode(port.role + " asks " + text))); } catch (error) { port.post(encode(error.code)); }
  });
}`;

const core = program(
  `
  const thread = host.spawnThread("engine", { heapMb: 16 });
  thread.onRequest(async (request) => {
    if (decode(request).endsWith("forbidden")) throw new Error("x");
    return encode("answer to " + decode(request));
  });
  const answer = new Promise((resolve) => thread.onMessage(resolve));
  thread.post(request);
  if (text === "loop") {
    await new Promise((resolve) => host.setTimeout(resolve, 100));
    const before = host.monotonicMs();
    await thread.terminate();
    return (await thread.ended) + (host.monotonicMs() - before < 2000);
  }
  const result = await Promise.race([answer, thread.ended]);
  await thread.terminate();
  return result;
`,
  thread,
);

export const threadCases: readonly ConformanceCase[] = [
  {
    name: "runs the program's thread export with primitives and messages",
    async run(setup) {
      await using enclave = await load(setup, core);
      assert.equal((await enclave.call(utf8("hash"))).length, 32);
    },
  },
  {
    name: "lets a thread ask its core synchronously, and be refused",
    async run(setup) {
      await using enclave = await load(setup, core);
      assert.equal(text(await enclave.call(utf8("this"))), "answer to engine asks this");
      assert.equal(text(await enclave.call(utf8("forbidden"))), "enclave.RequestRefused");
    },
  },
  {
    name: "ends a thread in an endless loop while the core goes on",
    async run(setup) {
      await using enclave = await load(setup, core);
      assert.equal(text(await enclave.call(utf8("loop"))), "Terminatedtrue");
    },
  },
  {
    name: "survives a thread that runs out of memory or throws, and says which",
    async run(setup) {
      await using enclave = await load(setup, core);
      assert.equal(text(await enclave.call(utf8("eat"))), "OutOfMemory");
      assert.equal(text(await enclave.call(utf8("throw"))), "Crashed");
      assert.equal((await enclave.call(utf8("hash"))).length, 32);
    },
  },
  {
    name: "limits the number of threads",
    async run(setup) {
      const source = program(
        `try { for (;;) host.spawnThread("x", { heapMb: 8 }); } catch (error) { return error.code; }`,
        "export function thread() {}",
      );
      await using enclave = await load(setup, source);
      assert.equal(text(await enclave.call(utf8("x"))), "enclave.TooManyThreads");
    },
  },
];
