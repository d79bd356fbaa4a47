import { once } from "node:events";
import type { Hex } from "@pha/codec";
import { httpServer } from "@pha/service-kit/http";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { DevVerbs } from "../dev/verbs.ts";
import { makeCallers } from "../ledger/callers.ts";
import { transactionWatch } from "../ledger/transaction-watch.ts";
import { mountRpc } from "./mount.ts";
import { testLedger } from "./testing.ts";

const key: Hex = "0x01";
const opened = new AsyncDisposableStack();
let port = 0;

beforeAll(async () => {
  const { ledger } = testLedger(new Map([[key, new Uint8Array(1024 * 1024)]]));
  const metrics = createMetrics("test");
  const http = opened.use(await httpServer({ service: "test", log: silentLog, metrics, checks: {} }));
  const transactions = transactionWatch({ ledger });
  const reportBug = (error: unknown) => expect.fail(String(error));
  const dev: Partial<DevVerbs> = {};
  await mountRpc(http, {
    ledger,
    transactions,
    dev: dev as DevVerbs,
    version: "1",
    reportBug,
    isArchive: false,
    classify: () => undefined,
    callers: makeCallers(() => undefined),
  });
  port = await http.listen(0, "127.0.0.1");
});

afterAll(() => opened.disposeAsync());

const post = async (body: string) => {
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body });
  return { status: response.status, answer: response.status === 204 ? undefined : await response.json() };
};

async function connect(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  await once(socket, "open");
  return socket;
}

const request = (id: number, method: string, ...params: unknown[]) =>
  JSON.stringify({ jsonrpc: "2.0", id, method, params });

describe("JSON-RPC over HTTP", () => {
  it("answers requests and batches", async () => {
    const one = request(1, "chain_getFinalizedHead");
    expect((await post(one)).answer).toMatchObject({ id: 1, result: expect.stringMatching(/^0x/) });
    expect((await post(`[${one},${request(2, "nothing")}]`)).answer).toMatchObject([
      { id: 1 },
      { error: { code: -32601 } },
    ]);
  });

  it("answers nothing to a notification, and says what is wrong with other input", async () => {
    expect((await post('{"jsonrpc":"2.0","method":"chain_getFinalizedHead"}')).status).toBe(204);
    expect((await post("")).answer.error.code).toBe(-32700);
    expect((await post(`"${"x".repeat(6 * 1024 * 1024)}"`)).answer.error.code).toBe(-32007);
  });
});

describe("a page of another site", () => {
  const origin = "https://evil.example";
  const seal = request(1, "dev_newBlock");

  it.each([
    [
      "over HTTP",
      async (body: string) => {
        const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body, headers: { origin } });
        return response.json();
      },
    ],
    [
      "over a WebSocket",
      async (body: string) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}`, { origin });
        await once(socket, "open");
        socket.send(body);
        const [message] = await once(socket, "message");
        socket.close();
        return JSON.parse(String(message));
      },
    ],
  ] as const)("is kept from what asks for no key, and from nothing else, %s", async (_, ask) => {
    expect(await ask(seal)).toMatchObject({ error: { data: "service-kit.ForeignOrigin" } });
    expect(await ask(`[${seal}]`)).toMatchObject([{ error: { data: "service-kit.ForeignOrigin" } }]);
    expect(await ask(request(1, "chain_getFinalizedHead"))).toMatchObject({ result: expect.stringMatching(/^0x/) });
  });
});

describe("JSON-RPC over a WebSocket", () => {
  it("answers more requests than may be under way at once", async () => {
    const socket = await connect();
    const answers = new Set<number>();
    const done = Promise.withResolvers<void>();
    socket.on("message", (message) => {
      answers.add(JSON.parse(String(message)).id);
      if (answers.size === 500) done.resolve();
    });
    for (let id = 0; id < 500; id++) socket.send(request(id, "chain_getFinalizedHead"));
    await done.promise;
    socket.close();
  });

  it.each([6, 60])("closes a connection that sends a message of %i MiB, and says why", async (mebibytes) => {
    const socket = await connect();
    socket.send("x".repeat(mebibytes * 1024 * 1024));
    const [code, reason] = await once(socket, "close");
    expect([code, String(reason)]).toEqual([1009, "a message has at most 5242880 bytes"]);
  });

  it("cuts off a reader that leaves too much unread", async () => {
    const socket = await connect();
    socket.pause();
    for (let id = 0; id < 60; id++) socket.send(request(id, "state_getStorage", key));
    let answers = 0;
    socket.on("message", () => answers++);
    const other = await connect();
    // Connections take turns: so many answers here are as many there.
    for (let id = 0; id < 60; id++) {
      other.send(request(id, "chain_getFinalizedHead"));
      await once(other, "message");
    }
    other.close();
    socket.resume();
    const [code, reason] = await once(socket, "close");
    expect([code, String(reason)]).toEqual([1008, "more than 33554432 bytes were left unread"]);
    expect(answers).toBeLessThan(60);
  });
});
