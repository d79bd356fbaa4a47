import { once } from "node:events";
import { maxJsonDepth, maxJsonTokens } from "@pha/limits";
import { httpServer } from "@pha/service-kit/http";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { WebSocket } from "ws";
import type { DevVerbs } from "../dev/verbs.ts";
import { type Caller, type Callers, makeCallers } from "../ledger/callers.ts";
import { transactionWatch } from "../ledger/transaction-watch.ts";
import { mountRpc } from "./mount.ts";
import { testLedger } from "./testing.ts";

/** A server of JSON-RPC alone, whose callers a test may watch. */
async function serving(requestsPerMinute: number, watch: (caller: Caller) => Caller = (caller) => caller) {
  const { ledger } = testLedger(new Map());
  const metrics = createMetrics("test");
  const http = await httpServer({ service: "test", log: silentLog, metrics, checks: {}, requestsPerMinute });
  const own = makeCallers(() => http.rate);
  const callers: Callers = { ...own, at: (client) => watch(own.at(client)) };
  await mountRpc(http, {
    ledger,
    transactions: transactionWatch({ ledger }),
    dev: {} as DevVerbs,
    version: "1",
    reportBug: (error) => expect.fail(String(error)),
    isArchive: false,
    classify: () => undefined,
    callers,
  });
  const port = await http.listen(0, "127.0.0.1");
  return {
    async post(body: string): Promise<Answer> {
      return (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body })).json() as Promise<Answer>;
    },
    async connect(): Promise<WebSocket> {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`);
      await once(socket, "open");
      return socket;
    },
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}

interface Answer {
  readonly error?: { readonly code: number; readonly data?: string };
}

const bombs = [
  `[${"{},".repeat(1_700_000)}{}]`,
  `[${"0,".repeat(maxJsonTokens)}0]`,
  "[".repeat(maxJsonDepth + 1) + "]".repeat(maxJsonDepth + 1),
  '{"":'.repeat(1_000_000),
];

attack("send JSON-RPC that is a thousand times larger once parsed", async ({ refused }) => {
  await using server = await serving(60_000);
  const socket = await server.connect();
  for (const bomb of bombs) {
    await refused("service-kit.TooManyValues", async () => ({ code: (await server.post(bomb)).error?.data }));
    await refused("service-kit.TooManyValues", async () => {
      socket.send(bomb);
      const [message] = await once(socket, "message");
      return { code: (JSON.parse(String(message)) as Answer).error?.data };
    });
  }
  socket.terminate();
});

attack("send JSON-RPC of many bytes in few requests", async ({ refused }) => {
  await using server = await serving(1_000);
  const body = `"${"x".repeat(5_000_000)}"`;
  for (let requests = 0; (await server.post(body)).error?.code !== -32999; requests++) expect(requests).toBeLessThan(5);
  await refused("service-kit.TooManyRequests", async () => ({ code: (await server.post("0")).error?.data }));
});

attack("keep the event loop busy with short messages on a WebSocket", async ({ held }) => {
  const turns: number[] = [];
  let inTurn = 0;
  const slow = (caller: Caller): Caller => ({
    ...caller,
    take() {
      inTurn++;
      for (const end = performance.now() + 1; performance.now() < end; ); // as long as a message may take
    },
  });
  await using server = await serving(60_000, slow);
  const socket = await server.connect();
  let isOver = false;
  const count = () => {
    turns.push(inTurn);
    inTurn = 0;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  let answered = 0;
  const { promise: all, resolve } = Promise.withResolvers<void>();
  socket.on("message", () => ++answered === 500 && resolve());
  for (let n = 0; n < 500; n++) socket.send("0");
  await all;
  isOver = true;
  socket.terminate();
  await held("the event loop has its turn", () => {
    expect(answered).toBe(500);
    expect(Math.max(...turns)).toBeLessThanOrEqual(24); // two of ten milliseconds, and what ends them
  });
});
