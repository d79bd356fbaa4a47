import { once } from "node:events";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { openGround } from "../testing/test-chain.ts";

const opened = new AsyncDisposableStack();
let url = "";
let socket: WebSocket;
let methods: string[];

beforeAll(async () => {
  const ground = opened.use(await openGround());
  const chain = opened.use(await ground.start());
  url = `127.0.0.1:${chain.port}`;
  socket = new WebSocket(`ws://${url}`);
  socket.on("message", hear);
  await once(socket, "open");
  methods = (await call("rpc_methods", [])).result["methods"];
});

afterAll(async () => {
  socket?.close();
  await opened.disposeAsync();
});

const waiting = new Map<string, (answer: { result: never; error?: { code: number } }) => void>();
let asked = 0;

/** Asks over the one connection; between answers come notifications of what was subscribed to. */
function call(method: string, params: unknown): Promise<{ result: never; error?: { code: number } }> {
  const id = `${asked++}`;
  const { promise, resolve } = Promise.withResolvers<{ result: never; error?: { code: number } }>();
  waiting.set(id, resolve);
  socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  return promise;
}

function hear(message: unknown): void {
  const answer = JSON.parse(String(message));
  waiting.get(answer.id)?.(answer);
  waiting.delete(answer.id);
}

const hash = fc.constantFrom(`0x${"00".repeat(32)}`, `0x${"ab".repeat(32)}`, "0x", "0xzz");
const hex = fc.uint8Array({ maxLength: 200 }).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`);
const api = fc.constantFrom("Core_version", "TaggedTransactionQueue_validate_transaction", "No_thing", "");
const value = fc.oneof(hash, hex, api, fc.integer(), fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 2 }));

describe("whatever comes in", () => {
  it("every JSON-RPC method answers with a result or a code of its own", { timeout: 240_000 }, async () => {
    for (const method of methods)
      await fc.assert(
        fc.asyncProperty(fc.array(value, { maxLength: 4 }), async (params) => {
          const { error } = await call(method, params);
          expect(error?.code, `${method} ${JSON.stringify(params)}`).not.toBe(-32603);
        }),
        { numRuns: 15 },
      );
  });

  it("every REST route answers with a reply or a coded problem", { timeout: 240_000 }, async () => {
    const { paths } = await (await fetch(`http://${url}/openapi.json`)).json();
    for (const [path, operations] of Object.entries<Record<string, unknown>>(paths)) {
      for (const method of Object.keys(operations))
        await fc.assert(
          fc.asyncProperty(
            fc.string({ minLength: 1, maxLength: 40 }),
            fc.jsonValue({ maxDepth: 2 }),
            async (text, body) => {
              const target = path.replaceAll(/\{\w+\}/g, encodeURIComponent(text));
              const signal = AbortSignal.timeout(5_000);
              const init = { method, signal, ...(method === "post" && withBody(body)) };
              const { status } = await fetch(`http://${url}${target}?at=${encodeURIComponent(text)}`, init);
              expect(status, `${method} ${target} ${JSON.stringify(body)}`).toBeLessThan(500);
            },
          ),
          { numRuns: 10 },
        );
    }
  });
});

const withBody = (body: unknown) => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
