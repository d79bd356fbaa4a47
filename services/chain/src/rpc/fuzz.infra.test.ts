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
  await once(socket, "open");
  methods = (await call("rpc_methods", [])).result.methods;
});

afterAll(async () => {
  socket?.close();
  await opened.disposeAsync();
});

/** Asks over the one connection. */
async function call(method: string, params: unknown) {
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: method, method, params }));
  for (;;) {
    const [message] = await once(socket, "message");
    const answer = JSON.parse(String(message));
    if (answer.id === method) return answer;
  }
}

const hash = fc.constantFrom(`0x${"00".repeat(32)}`, `0x${"ab".repeat(32)}`, "0x", "0xzz");
const hex = fc.uint8Array({ maxLength: 200 }).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`);
const api = fc.constantFrom("Core_version", "TaggedTransactionQueue_validate_transaction", "No_thing", "");
const value = fc.oneof(hash, hex, api, fc.integer(), fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 2 }));

describe("whatever comes in", () => {
  it("every JSON-RPC method answers with a result or a code of its own", async () => {
    for (const method of methods)
      await fc.assert(
        fc.asyncProperty(fc.array(value, { maxLength: 4 }), async (params) => {
          const { error } = await call(method, params);
          expect(error?.code, `${method} ${JSON.stringify(params)}`).not.toBe(-32603);
        }),
        { numRuns: 15 },
      );
  });

  it("every REST route answers with a reply or a coded problem", async () => {
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
