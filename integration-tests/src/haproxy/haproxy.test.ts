import { once } from "node:events";
import { Agent, get, type IncomingMessage, type RequestListener, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { freePort } from "@pha/local-infra";
import { Dev, errors as sdkErrors } from "@pha/sdk";
import { type HttpOptions, httpServer } from "@pha/service-kit/http";
import { silentLog as log } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { eventually } from "@pha/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Names, startNames } from "./names.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";
import { engineAnswers, type Haproxy, startHaproxy } from "./start.ts";

let opened: AsyncDisposableStack;
let names: Names;
let chainPort: number;
let haproxy: Haproxy;
let url: string;

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  if (!engineAnswers) return;
  names = opened.use(await startNames());
  chainPort = await freePort();
  haproxy = opened.use(await startHaproxy(names.address, chainPort));
  url = haproxy.url;
});
afterEach(() => opened.disposeAsync());

const standIn = async (last: number, answer?: RequestListener) =>
  opened.use(await startStandIn(`127.0.0.${last}`, chainPort, answer));

/** Makes the chain's name stand for some replicas, and waits until as many are used. */
async function know(...replicas: readonly { readonly address: string }[]): Promise<void> {
  names.replicas = replicas.map(({ address }) => address);
  await used(replicas.length);
}
const used = (count: number) => haproxy.uses("chains", count);

async function start(count: number): Promise<StandIn[]> {
  const replicas = await Promise.all([2, 3, 4].slice(0, count).map((last) => standIn(last)));
  await know(...replicas);
  return replicas;
}

const post = (path: string, body: string) =>
  fetch(url + path, { method: "POST", headers: { "content-type": "application/json" }, body });

/** On a connection of its own, unless an agent has one. */
const textOf = async (path: string, agent: Agent | false = false) => {
  const [response] = (await once(get(url + path, { agent }), "response")) as [IncomingMessage];
  return text(response);
};

async function open(headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(url.replace("http", "ws"), { headers });
  opened.defer(() => socket.terminate());
  await once(socket, "open");
  return socket;
}

async function tell(socket: WebSocket, message: string): Promise<string> {
  socket.send(message);
  const [answer] = await once(socket, "message");
  return String(answer);
}

describe.skipIf(!engineAnswers)("requests", () => {
  it("are spread over the replicas that the name stands for, as they come and go", async () => {
    const replicas = await start(3);
    for (let i = 0; i < 30; i++) await textOf("/v1/x");
    for (const { requests } of replicas) expect(requests.length).toBeGreaterThanOrEqual(8);
    await know(replicas[1] as StandIn);
    for (let i = 0; i < 5; i++) expect(await textOf("/v1/x")).toBe("127.0.0.3");
  });

  it("of one connection stay with one replica while that is ready, for another may be behind", async () => {
    const replicas = await start(3);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    opened.defer(() => agent.destroy());
    const first = await textOf("/v1/x", agent);
    for (let i = 0; i < 10; i++) expect(await textOf("/v1/x", agent)).toBe(first);
    (replicas.find(({ address }) => address === first) as StandIn).status = 503;
    await used(2);
    expect(await textOf("/v1/x", agent)).not.toBe(first);
  });

  it("of one connection go to another replica when theirs ends its own, as it does when it cannot do what is asked", async () => {
    const replicas = await start(2);
    const closing: RequestListener = (_, response) => response.writeHead(503, { connection: "close" }).end("elsewhere");
    (replicas[0] as StandIn).answer = closing;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    opened.defer(() => agent.destroy());
    const answers: string[] = [];
    for (let i = 0; i < 4; i++) answers.push(await textOf("/v1/x", agent));
    expect(answers.slice(-2)).toEqual(["127.0.0.3", "127.0.0.3"]);
  });

  it("of 5 MiB pass, and answers of 64 MiB", async () => {
    const size = 64 * 1024 * 1024;
    const replica = await standIn(2, async (incoming, response) => {
      const sent = (await text(incoming)).length;
      response.writeHead(200, { "x-sent": sent }).end(Buffer.alloc(size));
    });
    await know(replica);
    const answer = await post("/v1/transactions", "x".repeat(5 * 1024 * 1024));
    expect(answer.headers.get("x-sent")).toBe(String(5 * 1024 * 1024));
    expect((await answer.arrayBuffer()).byteLength).toBe(size);
  });

  it("get a coded problem while no replica serves, which the SDK reads", async () => {
    for (const path of ["/v1/blocks/finalized", "/readyz"]) {
      const answer = await fetch(url + path);
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
      expect(answer.headers.get("access-control-allow-origin")).toBe("*");
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(await answer.json()).toMatchObject({ code: "haproxy.NoChain" });
    }
    await expect(new Dev(url).now()).rejects.toMatchObject({ name: "haproxy.NoChain", kind: "unavailable" });
    await expect(new Dev([url, url]).now()).rejects.toSatisfy(sdkErrors.Unreachable.is);
    expect((await fetch(`${haproxy.metrics}/healthz`)).status).toBe(503);
    await start(1);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${haproxy.metrics}/healthz`)).status).toBe(200);
  });

  it("see no metrics, however the path is written: those are read inside", async () => {
    const server = opened.use(
      await httpServer({ service: "chain", log, metrics: createMetrics("chain"), checks: {}, routes: [] }),
    );
    await server.listen(chainPort, "127.0.0.2");
    await know({ address: "127.0.0.2" });
    const statusOf = async (path: string) => {
      const [answer] = (await once(request(url, { path, agent: false }).end(), "response")) as [IncomingMessage];
      return answer.resume().statusCode;
    };
    const written = [
      "/metrics",
      "/metrics?x",
      "/%6detrics",
      "/%6D%65trics?x",
      "/metrics%3f",
      "//metrics",
      "///%6detrics",
      "/%2f/metrics",
    ];
    expect(await Promise.all(written.map(statusOf))).toEqual(written.map(() => 404));
    expect([await statusOf("/metrics#x"), await statusOf("/healthz")]).toEqual([400, 200]);
  });

  it("are answered while one address holds all the connections that one may have", async () => {
    await start(1);
    const sockets = Array.from({ length: 1_100 }, () => connect(Number(new URL(url).port), "127.0.0.1"));
    opened.defer(() => {
      for (const socket of sockets) socket.destroy();
    });
    const closed = sockets.map((socket) => new Promise((resolve) => socket.on("error", resolve).on("close", resolve)));
    await Promise.race(closed);
    const [answer] = (await once(
      request(url, { path: "/", agent: false, localAddress: "127.0.0.9" }).end(),
      "response",
    )) as [IncomingMessage];
    expect(answer.resume().statusCode).toBe(200);
    expect((await fetch(`${haproxy.metrics}/healthz`)).status).toBe(200);
  });
});

describe.skipIf(!engineAnswers)("a replica that is lost", () => {
  const rpc = (method: string) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] });

  it("is not missed when it was killed", async () => {
    const replicas = await start(3);
    await replicas[1]?.kill();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post("/v1/dev/faucet", "{}")));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });

  it.each([
    ["a read", "/v1/blocks/1", undefined],
    ["submission, known by its hash", "/v1/transactions?x=1", "{}"],
    ["what only computes", "/v1/proofs", "{}"],
    ["a read by JSON-RPC", "/", rpc("chain_getHeader")],
    ["a batch", "/", `[${rpc("chain_getHeader")},${rpc("dev_newBlock")}]`],
    ["a development verb", "/v1/dev/faucet", "{}"],
    ["a long one", "/", `${" ".repeat(40_000)}${rpc("chain_getHeader")}`],
  ])("with %s under way takes no other with it", async (_, path, body) => {
    let seen = 0;
    /** Every request is read, and its connection ended. */
    const breaking: RequestListener = async (incoming) => {
      await text(incoming);
      seen++;
      incoming.socket.destroy();
    };
    await know(await standIn(2, breaking), await standIn(3, breaking));
    const answer = body === undefined ? await fetch(url + path) : await post(path, body);
    expect([answer.status, seen]).toEqual([502, 1]);
    expect(await answer.json()).toMatchObject({ code: "haproxy.ChainLost" });
  });

  it("breaks the answer off where it had begun", async () => {
    const half = await standIn(2, (incoming, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half");
      setTimeout(() => incoming.destroy(), 20);
    });
    await know(half);
    await expect(textOf("/v1/x")).rejects.toThrow();
  });

  it("gets nothing new when it falls silent; what silenced it fails, and is asked of nobody else", async () => {
    const [silent, other] = [await standIn(2), await standIn(3)];
    await know(silent);
    silent.answer = () => {};
    const socket = await open();
    const closed = once(socket, "close");
    const answer = fetch(`${url}/v1/poison`);
    await eventually(() => silent.requests.some((request) => request.url === "/v1/poison"));
    names.replicas = [silent.address, other.address];
    await used(2);
    silent.status = undefined;
    await used(1);
    for (let i = 0; i < 5; i++) expect(await textOf("/v1/x")).toBe(other.address);
    const { status, ...problem } = await answer.then(async (given) => ({
      status: given.status,
      ...(await given.json()),
    }));
    expect([status, problem]).toEqual([504, expect.objectContaining({ code: "haproxy.ChainSilent" })]);
    await closed;
    expect(other.requests.map((request) => request.url)).toEqual(Array(5).fill("/v1/x"));
  });

  it("loses what is under way there when it is killed in the midst of a load run, and nothing else", async () => {
    const replicas = await start(3);
    // HAProxy says 502 for a connection's first request; after it, it ends the connection without a word.
    const broken = (error: unknown) => {
      expect(["UND_ERR_SOCKET", "ECONNRESET"]).toContain((error as { cause?: { code?: string } }).cause?.code);
      return 502;
    };
    let sent = 0;
    const client = async () => {
      const statuses = [];
      while (sent < 300) {
        if (++sent === 100) void replicas[0]?.kill();
        statuses.push(await post("/v1/transactions", `{"n":${sent}}`).then(({ status }) => status, broken));
      }
      return statuses;
    };
    const statuses = (await Promise.all(Array.from({ length: 8 }, client))).flat();
    const others = statuses.filter((status) => status !== 200);
    expect(others).toEqual(others.map(() => 502));
    expect(others.length).toBeLessThanOrEqual(8); // as many as are under way
  });
});

describe.skipIf(!engineAnswers)("streams", () => {
  it("of events come as they are said, and end for the replica when the client leaves", async () => {
    const says: ((words: string) => void)[] = [];
    let hasLeft = false;
    const replica = await standIn(2, (incoming, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      says.push((words) => response.write(`data: ${words}\n\n`));
      incoming.on("close", () => {
        hasLeft = true;
      });
    });
    await know(replica);
    const leaving = new AbortController();
    const answer = await fetch(`${url}/v1/events/stream`, { signal: leaving.signal }); // nothing was said yet
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    for (const words of ["one", "two"]) {
      says[0]?.(words);
      expect(new TextDecoder().decode((await reader.read()).value)).toBe(`data: ${words}\n\n`);
    }
    leaving.abort();
    await eventually(() => hasLeft);
  });

  it("of JSON lines are answered while they are still being sent", async () => {
    await know(await standIn(2, (incoming, response) => incoming.pipe(response.writeHead(200))));
    const headers = { "content-type": "application/x-ndjson" };
    const out = request(`${url}/v1/transactions`, { method: "POST", headers });
    let lines = "";
    out.on("response", (answer) => answer.setEncoding("utf8").on("data", (part) => (lines += part)));
    out.write('{"n":1}\n');
    await eventually(() => lines === '{"n":1}\n');
    out.end('{"n":2}\n');
    await eventually(() => lines === '{"n":1}\n{"n":2}\n');
  });
});

describe.skipIf(!engineAnswers)("WebSockets", () => {
  it("pass messages both ways, of any size, and the close code", async () => {
    const [replica] = await start(1);
    const socket = await open();
    expect(await tell(socket, "hello")).toBe("127.0.0.2: hello");
    const large = "x".repeat(4 * 1024 * 1024);
    expect((await tell(socket, large)).length).toBe(large.length + 11);
    const closed = once(socket, "close");
    for (const client of replica?.sockets.clients ?? []) client.close(1001, "going");
    const [code, reason] = await closed;
    expect([code, String(reason)]).toEqual([1001, "going"]);
  });

  it("are spread, and close with their replica; who comes again gets another", async () => {
    const replicas = await start(3);
    const sockets = await Promise.all(Array.from({ length: 9 }, () => open()));
    expect(replicas.map((replica) => replica.sockets.clients.size)).toEqual([3, 3, 3]);
    await replicas[2]?.kill();
    await eventually(() => sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length === 6);
    for (let i = 0; i < 3; i++) expect(await tell(await open(), "y")).not.toContain("127.0.0.4");
  });
});

describe.skipIf(!engineAnswers)("a client's address", () => {
  const lie = { "x-forwarded-for": "203.0.113.1", "x-real-ip": "203.0.113.1", forwarded: "for=203.0.113.1" };

  it("is the connection's, whatever the client claims", async () => {
    const [replica] = await start(1);
    await fetch(`${url}/v1/x`, { headers: { ...lie, "x-forwarded-host": "evil.test" } });
    await open(lie);
    for (const { headers } of replica?.requests ?? []) {
      expect(headers["x-forwarded-for"]).toBe("127.0.0.1");
      for (const name of ["x-real-ip", "forwarded", "x-forwarded-host"]) expect(headers[name]).toBeUndefined();
    }
    expect(replica?.requests).toHaveLength(2);
  });

  /** A server made as the chain's is. */
  async function startCounting(options: Partial<HttpOptions>): Promise<string> {
    const made = { service: "chain", log, metrics: createMetrics("chain"), checks: {}, routes: [], ...options };
    const server = opened.use(await httpServer({ requestsPerMinute: 3, ...made }));
    await server.listen(chainPort, "127.0.0.2");
    return `http://127.0.0.2:${chainPort}`;
  }
  const ask = async (base: string, claimed: string) =>
    (await fetch(`${base}/openapi.json`, { headers: { "x-forwarded-for": claimed } })).status;

  it("is believed by the chain from HAProxy, so that one who lies is counted all the same", async () => {
    await startCounting({ trustedProxies: ["127.0.0.1"] });
    await know({ address: "127.0.0.2" });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push(await ask(url, `203.0.113.${i}`));
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });

  it("is not believed by the chain from anybody else", async () => {
    const chain = await startCounting({ trustedProxies: ["127.0.0.9"] });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push(await ask(chain, `203.0.113.${i}`));
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });
});
