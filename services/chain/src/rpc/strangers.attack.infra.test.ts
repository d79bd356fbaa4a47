import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { endpoint } from "@pha/api";
import { struct, u8 } from "@pha/codec";
import { httpServer, implement } from "@pha/service-kit/http";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { attack } from "@pha/testkit/attack";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { DevVerbs } from "../dev/verbs.ts";
import { makeCallers } from "../ledger/callers.ts";
import { transactionWatch } from "../ledger/transaction-watch.ts";
import { mountRpc } from "./mount.ts";
import { testLedger } from "./testing.ts";

const opened = new AsyncDisposableStack();
const sealed: string[] = [];
let port = 0;

beforeAll(async () => {
  const { ledger } = testLedger(new Map());
  const verb = { seal: endpoint("POST /v1/dev/verb", { summary: "Seals.", reply: struct({ done: u8 }) }) };
  const seal = () => {
    sealed.push("sealed");
    return { done: 1 };
  };
  const http = opened.use(
    await httpServer({
      service: "test",
      log: silentLog,
      metrics: createMetrics("test"),
      checks: {},
      hostNames: ["chain.example"],
      routes: implement(verb, { seal }).map((route) => ({ ...route, local: true })),
    }),
  );
  await mountRpc(http, {
    ledger,
    transactions: transactionWatch({ ledger }),
    dev: { seal: async () => seal() } as unknown as DevVerbs,
    version: "1",
    reportBug: (error) => expect.fail(String(error)),
    isArchive: false,
    classify: () => undefined,
    callers: makeCallers(() => undefined),
  });
  port = await http.listen(0, "127.0.0.1");
});

afterAll(() => opened.disposeAsync());

type Headers = Readonly<Record<string, string>>;

/** Asks as a browser does for a page: the headers say where the page comes from and what it called. */
async function post(path: string, body: string, headers: Headers) {
  const sent = httpRequest({ port, path, method: "POST", headers: { "content-type": "application/json", ...headers } });
  sent.end(body);
  const [response] = await once(sent, "response");
  return { status: response.statusCode as number, body: JSON.parse(await text(response)) };
}

const seal = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "dev_newBlock", params: [] });
const read = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "chain_getFinalizedHead", params: [] });

async function overSocket(message: string, headers: Headers) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { headers });
  await once(socket, "open");
  socket.send(message);
  const [answer] = await once(socket, "message");
  socket.close();
  return JSON.parse(String(answer));
}

const overHttp = async (message: string, headers: Headers) => (await post("/", message, headers)).body;

/** A page whose name was pointed to this machine while it was open: one origin with the service, by the browser's rules. */
const rebound: Headers = { host: "evil.example:9944", origin: "http://evil.example:9944" };
/** The same where the browser names no origin. */
const silent: Headers = { host: "evil.example:9944" };
const dressed = [
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "evil.example:80",
  "localhost@evil.example",
  "sub.chain.example",
];

attack(
  "use the shortcuts of development from a page of another site, or of a name pointed here",
  async ({ refused }) => {
    const codes = ["service-kit.ForeignOrigin", "service-kit.ForeignHost"];
    const codeOf = ({ error }: { error?: { data?: unknown } }) => ({ code: error?.data });
    for (const headers of [
      rebound,
      silent,
      { host: `127.0.0.1:${port}`, origin: "https://evil.example" },
      ...dressed.map((host) => ({ host })),
    ]) {
      await refused(codes, async () => (await post("/v1/dev/verb", "{}", headers)).body);
      await refused(codes, async () => codeOf(await overHttp(seal, headers)));
      await refused(codes, async () => codeOf((await overHttp(`[${seal}]`, headers))[0]));
      await refused(codes, async () => codeOf(await overSocket(seal, headers)));
    }
    expect(sealed).toEqual([]);
  },
);

it("a foreign name is told so with 421, and kept from nothing else", async () => {
  expect(await post("/v1/dev/verb", "{}", silent)).toMatchObject({
    status: 421,
    body: { code: "service-kit.ForeignHost", title: "ForeignHost" },
  });
  for (const ask of [overHttp, overSocket])
    expect(await ask(read, rebound)).toMatchObject({ result: expect.stringMatching(/^0x/) });
});

it.each(["localhost", "127.0.0.1", "[::1]:9944", "192.168.1.7", "chain.example:9944"])(
  "who calls %s is served",
  async (host) => {
    expect((await post("/v1/dev/verb", "{}", { host })).status).toBe(200);
    for (const ask of [overHttp, overSocket]) expect(await ask(seal, { host })).toHaveProperty("result");
  },
);
