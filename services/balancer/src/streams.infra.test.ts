import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { endpoint } from "@pha/api";
import { struct, u32 } from "@pha/codec";
import { type HttpServer, httpServer, implement } from "@pha/service-kit/http";
import { silentLog as log } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { eventually } from "@pha/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startStandIn } from "./testing/backend.ts";
import { startTestBalancer, type TestBalancer } from "./testing/start.ts";

let opened: AsyncDisposableStack;
beforeEach(() => {
  opened = new AsyncDisposableStack();
});
afterEach(() => opened.disposeAsync());

const submission = {
  submit: endpoint("POST /v1/transactions", {
    summary: "Doubles.",
    body: { n: u32 },
    reply: struct({ n: u32 }),
    lines: true,
  }),
};
const routes = implement(submission, { submit: ({ n }) => ({ n: 2 * n }) });

/** A backend made as the chain's HTTP server is. */
async function startService(options: Partial<Parameters<typeof httpServer>[0]> = {}): Promise<TestBalancer> {
  const service: HttpServer = opened.use(
    await httpServer({
      service: "chain",
      log,
      metrics: createMetrics("chain"),
      checks: {},
      routes,
      ...options,
    }),
  );
  const port = await service.listen(0, "127.0.0.1");
  return opened.use(await startTestBalancer([{ host: "127.0.0.1", port }]));
}

describe("streams", () => {
  it("of events come as they are said, and end for the backend when the client leaves", async () => {
    const says: ((text: string) => void)[] = [];
    let hasLeft = false;
    const backend = opened.use(
      await startStandIn("events", (request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
        says.push((text) => response.write(`data: ${text}\n\n`));
        request.on("close", () => {
          hasLeft = true;
        });
      }),
    );
    const { url } = opened.use(await startTestBalancer([backend]));
    const leaving = new AbortController();
    const answer = await fetch(`${url}/v1/events/stream`, { signal: leaving.signal }); // nothing was said yet
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    for (const text of ["one", "two"]) {
      says[0]?.(text);
      expect(new TextDecoder().decode((await reader.read()).value)).toBe(`data: ${text}\n\n`);
    }
    leaving.abort();
    await eventually(() => hasLeft);
  });

  it("of events end at once when the balancer stops", async () => {
    const backend = opened.use(
      await startStandIn("events", (_, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      }),
    );
    const balancer = await startTestBalancer([backend]);
    const answer = await fetch(`${balancer.url}/v1/events/stream`);
    const began = performance.now();
    await balancer[Symbol.asyncDispose]();
    expect(performance.now() - began).toBeLessThan(2_000);
    await expect(answer.text()).rejects.toThrow();
  });

  it("of JSON lines are answered while they are still being sent", async () => {
    const { url } = await startService();
    const headers = { "content-type": "application/x-ndjson" };
    const out = request(`${url}/v1/transactions`, { method: "POST", headers });
    let lines = "";
    out.on("response", (answer) => answer.setEncoding("utf8").on("data", (text) => (lines += text)));
    out.write('{"n":1}\n');
    await eventually(() => lines === '{"n":2}\n');
    out.end('{"n":2}\n');
    await eventually(() => lines === '{"n":2}\n{"n":4}\n');
  });

  it("of many JSON lines pass whole", async () => {
    const { url } = await startService();
    const body = Array.from({ length: 20_000 }, (_, n) => `{"n":${n}}\n`).join("");
    const headers = { "content-type": "application/x-ndjson" };
    const answer = await fetch(`${url}/v1/transactions`, { method: "POST", headers, body });
    const lines = (await answer.text()).trimEnd().split("\n");
    expect(lines.length).toBe(20_000);
    expect(lines.at(-1)).toBe('{"n":39998}');
  });

  it("wait for a client that reads slowly, instead of filling the balancer", async () => {
    const total = 64 * 1024 * 1024;
    let sent = 0;
    const chunk = Buffer.alloc(64 * 1024);
    const backend = opened.use(
      await startStandIn("large", async (_, response) => {
        response.writeHead(200, { "content-length": String(total) });
        for (; sent < total; sent += chunk.length) if (!response.write(chunk)) await once(response, "drain");
        response.end();
      }),
    );
    const { url } = opened.use(await startTestBalancer([backend]));
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write("GET /v1/x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    await once(socket, "readable");
    let before = -1;
    await eventually(async () => {
      const stands = sent === before;
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return stands;
    });
    expect(sent).toBeLessThan(total / 2);
    let got = 0;
    socket.on("data", (data) => (got += data.length));
    await once(socket, "end");
    expect(got).toBeGreaterThan(total);
  });
});

describe("bodies", () => {
  it("of 5 MiB pass, and larger ones get the chain's own answer", async () => {
    const { url } = await startService();
    const headers = { "content-type": "application/json" };
    const pad = (bytes: number) => `{"n":4${" ".repeat(bytes - 7)}}`;
    const send = (body: string) => fetch(`${url}/v1/transactions`, { method: "POST", headers, body });
    const passed = await send(pad(5 * 1024 * 1024));
    expect([passed.status, await passed.json()]).toEqual([200, { n: 8 }]);
    const refused = await send(pad(5 * 1024 * 1024 + 1));
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ code: "service-kit.BodyTooLarge" });
  });

  it("that are absent stay absent", async () => {
    const backend = opened.use(
      await startStandIn("headers", (request, response) => response.end(JSON.stringify(request.rawHeaders))),
    );
    const { url } = opened.use(await startTestBalancer([backend]));
    const headersOf = async (method: string) => (await fetch(`${url}/v1/x`, { method })).json();
    expect(await headersOf("POST")).toContain("content-length");
    expect(await headersOf("GET")).not.toContain("transfer-encoding");
  });
});

describe("a client's address", () => {
  const counting = { requestsPerMinute: 3, trustedProxies: ["loopback"] };
  const ask = async (url: string, forwarded?: string) => {
    const headers: Record<string, string> = forwarded
      ? { "x-forwarded-for": forwarded, forwarded: `for=${forwarded}` }
      : {};
    return (await fetch(`${url}/openapi.json`, { headers })).status;
  };

  it("is the connection's: a client that claims another is counted all the same", async () => {
    const { url } = await startService(counting);
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push(await ask(url, `203.0.113.${i}`));
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });

  it("is taken from a proxy in front that is trusted", async () => {
    const service = opened.use(
      await httpServer({ service: "chain", log, metrics: createMetrics("chain"), checks: {}, routes: [], ...counting }),
    );
    const backend = { host: "127.0.0.1", port: await service.listen(0, "127.0.0.1") };
    const { url } = opened.use(await startTestBalancer([backend], { trustedProxies: ["127.0.0.1/32"] }));
    for (let i = 0; i < 5; i++) expect(await ask(url, `203.0.113.${i}`)).toBe(200);
    for (const status of [200, 200, 429]) expect(await ask(url, "203.0.113.1")).toBe(status);
  });

  it("is nobody's claim where no proxy is trusted", async () => {
    const service = opened.use(
      await httpServer({
        service: "chain",
        log,
        metrics: createMetrics("chain"),
        checks: {},
        routes: [],
        requestsPerMinute: 1,
      }),
    );
    const url = `http://127.0.0.1:${await service.listen(0, "127.0.0.1")}`;
    expect(await ask(url, "203.0.113.1")).toBe(200);
    expect(await ask(url, "203.0.113.2")).toBe(429);
  });

  it("cannot be used to hide a second request in a body", async () => {
    const backend = opened.use(
      await startStandIn("one", (request, response) => {
        request.resume().on("end", () => response.end(`${request.method} ${request.url}`));
      }),
    );
    const { url } = opened.use(await startTestBalancer([backend]));
    const { hostname, port } = new URL(url);
    const hidden = "GET /hidden HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 203.0.113.9\r\n\r\n";
    const socket = connect(Number(port), hostname);
    const head = `GET /v1/x HTTP/1.1\r\nhost: x\r\nconnection: close, content-length, host\r\ncontent-length: ${hidden.length}`;
    socket.write(`${head}\r\n\r\n${hidden}`);
    let text = "";
    socket.on("data", (data) => (text += data));
    await once(socket, "close");
    expect(text).toMatch("GET /v1/x");
    expect(backend.requests.map(({ url }) => url)).toEqual(["/v1/x"]);
  });
});
