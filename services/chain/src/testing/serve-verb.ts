import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { endpoint } from "@pha/api";
import { struct, u8 } from "@pha/codec";
import { httpServer, implement } from "@pha/service-kit/http";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { expect } from "vitest";
import { WebSocket } from "ws";
import type { DevVerbs } from "../dev/verbs.ts";
import { makeCallers } from "../ledger/callers.ts";
import { transactionWatch } from "../ledger/transaction-watch.ts";
import { mountRpc } from "../rpc/mount.ts";
import { testLedger } from "../rpc/testing.ts";

/** Headers as a browser sends them for a page: where the page comes from, and what it called. */
export type PageHeaders = Readonly<Record<string, string>>;

/** JSON-RPC requests: for a verb of development, and for what anybody may read. */
export const seal = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "dev_newBlock", params: [] });
export const read = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "chain_getFinalizedHead", params: [] });

/** A verb of development over REST (`/v1/dev/verb`) and JSON-RPC, on a server that is also called `chain.example`. */
export async function serveVerb() {
  const { ledger } = testLedger();
  const sealed: string[] = [];
  const verb = { seal: endpoint("POST /v1/dev/verb", { summary: "Seals.", reply: struct({ done: u8 }) }) };
  const handler = () => {
    sealed.push("sealed");
    return { done: 1 };
  };
  const http = await httpServer({
    service: "test",
    log: silentLog,
    metrics: createMetrics("test"),
    checks: {},
    hostNames: ["chain.example"],
    routes: implement(verb, { seal: handler }).map((route) => ({ ...route, local: true })),
  });
  await mountRpc(http, {
    ledger,
    transactions: transactionWatch({ ledger }),
    dev: { seal: async () => handler() } as unknown as DevVerbs,
    version: "1",
    reportBug: (error) => expect.fail(String(error)),
    isArchive: false,
    classify: () => undefined,
    callers: makeCallers(() => undefined),
  });
  const port = await http.listen(0, "127.0.0.1");

  async function post(path: string, body: string, headers: PageHeaders) {
    const json = { "content-type": "application/json" };
    const sent = httpRequest({ port, path, method: "POST", headers: { ...json, ...headers } });
    sent.end(body);
    const [response] = await once(sent, "response");
    return { status: response.statusCode as number, body: JSON.parse(await text(response)) };
  }

  return {
    port,
    sealed,
    post,
    overHttp: async (message: string, headers: PageHeaders) => (await post("/", message, headers)).body,
    async overSocket(message: string, headers: PageHeaders) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, { headers });
      await once(socket, "open");
      socket.send(message);
      const [answer] = await once(socket, "message");
      socket.close();
      return JSON.parse(String(answer));
    },
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}
