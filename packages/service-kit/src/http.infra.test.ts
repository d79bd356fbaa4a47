import { once } from "node:events";
import { connect, createServer } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { stream } from "@pha/api";
import { u32, u64 } from "@pha/codec";
import { eventually } from "@pha/testkit";
import { afterEach, beforeEach, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { type HttpServer, httpServer, implement, portOwner } from "./http.ts";
import { silentLog as log } from "./log.ts";
import { createMetrics } from "./metrics.ts";

let server: HttpServer;
let url: string;
let running = 0;

const waiting = { wait: stream("GET /v1/waiting", { summary: "Waits.", stream: u32, id: u64 }) };

/** Says one number, then waits until told to end. */
const routes = implement(waiting, {
  wait: (_, { signal, after }) => waitFor(signal, after),
});

async function* waitFor(signal: AbortSignal, after?: bigint) {
  running++;
  try {
    if (after === undefined) yield { id: 1n, entry: 1 };
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    running--;
  }
}

beforeEach(async () => {
  server = await httpServer({ service: "demo", log, metrics: createMetrics("demo"), checks: {}, routes });
  url = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
});
afterEach(() => server[Symbol.asyncDispose]());

it("closes without waiting for a connection on which nothing was asked", async () => {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  const closed = once(socket, "close");
  await server[Symbol.asyncDispose]();
  await closed;
}, 20_000);

it("begins the answer of a stream before there is an entry", async () => {
  const leaving = new AbortController();
  const answer = await fetch(`${url}/v1/waiting`, { headers: { "last-event-id": "1" }, signal: leaving.signal });
  expect(answer.status).toBe(200);
  leaving.abort();
});

it("gives one address no more than so many streams, and another when one has ended", async () => {
  const headers = { "last-event-id": "1" };
  const leaving = new AbortController();
  const all = Array.from({ length: 256 }, () => fetch(`${url}/v1/waiting`, { headers, signal: leaving.signal }));
  expect(new Set((await Promise.all(all)).map(({ status }) => status))).toEqual(new Set([200]));
  const one = await fetch(`${url}/v1/waiting`, { headers });
  expect([one.status, await one.json()]).toEqual([429, expect.objectContaining({ code: errors.TooManyStreams.code })]);
  leaving.abort();
  await eventually(() => running === 0);
  const again = await fetch(`${url}/v1/waiting`, { headers, signal: AbortSignal.timeout(5_000) });
  expect(again.status).toBe(200);
});

it("ends open streams when the server stops", async () => {
  const answer = await fetch(`${url}/v1/waiting`);
  const text = answer.text();
  await eventually(() => running === 1);
  await server[Symbol.asyncDispose]();
  expect(await text).toBe("1\n");
  expect(running).toBe(0);
});

it("ends a stream whose client has left", async () => {
  const leaving = new AbortController();
  await fetch(`${url}/v1/waiting`, { signal: leaving.signal });
  await eventually(() => running === 1);
  leaving.abort();
  await eventually(() => running === 0);
});

it("tells a client that is still sending that its body is too large", async () => {
  const body = JSON.stringify("0".repeat(16 << 20));
  const answer = await fetch(`${url}/v1/waiting`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ code: errors.BodyTooLarge.code });
});

/** The answer to what a socket says. */
async function say(text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.end(text);
  return textOf(socket);
}

it("says what is wrong with what the parser refuses, as everything else is said", async () => {
  const long = await say(`GET /v1/waiting?${"x".repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`);
  expect(long).toMatch(/^HTTP\/1\.1 431 .*\r\ncontent-type: application\/problem\+json\r\n/);
  expect(long).toContain(errors.HeadersTooLarge.code);
  expect(await say("hello\r\n\r\n")).toContain(errors.BadRequest.code);
});

it("serves a request that names the whole URL, as through a proxy", async () => {
  const answer = await say(`GET ${url}/healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
});

it("names the process that holds a taken port", async () => {
  const blocker = createServer().listen(0, "127.0.0.1");
  await once(blocker, "listening");
  const { port } = blocker.address() as { port: number };
  expect(portOwner(port)).toMatch(`pid ${process.pid} (`);
  const other = await httpServer({ service: "demo", log, metrics: createMetrics("demo"), checks: {} });
  await expect(other.listen(port, "127.0.0.1")).rejects.toMatchObject({
    code: errors.PortTaken.code,
    data: { port, heldBy: portOwner(port) },
  });
  await other[Symbol.asyncDispose]();
  blocker.close();
  await once(blocker, "close");
  expect(portOwner(port)).toBeUndefined();
});

it.each([
  ["believes a trusted proxy about its client", ["127.0.0.1"], [200, 200, 200]],
  ["believes nobody else, so that one who lies is counted all the same", ["10.0.0.0/8"], [200, 429, 429]],
])("%s", async (_, trustedProxies, expected) => {
  const options = { service: "demo", log, metrics: createMetrics("demo"), checks: {}, routes };
  await using counting = await httpServer({ ...options, requestsPerMinute: 1, trustedProxies });
  const at = `http://127.0.0.1:${await counting.listen(0, "127.0.0.1")}/openapi.json`;
  const statuses: number[] = [];
  for (let i = 0; i < 3; i++)
    statuses.push((await fetch(at, { headers: { "x-forwarded-for": `203.0.113.${i}` } })).status);
  expect(statuses).toEqual(expected);
});
