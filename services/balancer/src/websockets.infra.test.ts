import { once } from "node:events";
import { eventually } from "@pha/testkit";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type StandIn, startStandIn } from "./testing/backend.ts";
import { quickPace, startTestBalancer, startWithBackends } from "./testing/start.ts";

let opened: AsyncDisposableStack;
beforeEach(() => {
  opened = new AsyncDisposableStack();
});
afterEach(() => opened.disposeAsync());

async function start(count: number): Promise<{ backends: StandIn[]; url: string }> {
  const { backends, url } = await startWithBackends(opened, count);
  return { backends, url: url.replace("http", "ws") };
}

async function open(url: string, headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, { headers });
  opened.defer(() => socket.terminate());
  await once(socket, "open");
  return socket;
}

async function ask(socket: WebSocket, text: string): Promise<string> {
  socket.send(text);
  const [answer] = await once(socket, "message");
  return String(answer);
}

it("passes messages both ways, of any size, and the close code", async () => {
  const { backends, url } = await start(1);
  const socket = await open(url);
  expect(await ask(socket, "hello")).toBe("a: hello");
  const large = "x".repeat(4 * 1024 * 1024);
  expect((await ask(socket, large)).length).toBe(large.length + 3);
  const closed = once(socket, "close");
  for (const client of backends[0]?.sockets.clients ?? []) client.close(1001, "going");
  const [code, reason] = await closed;
  expect([code, String(reason)]).toEqual([1001, "going"]);
});

it("spreads connections, and counts those that are open", async () => {
  const { backends, url } = await start(3);
  const sockets: WebSocket[] = [];
  for (let i = 0; i < 9; i++) sockets.push(await open(url));
  expect(backends.map(({ sockets }) => sockets.clients.size)).toEqual([3, 3, 3]);
  for (const client of backends[2]?.sockets.clients ?? []) client.terminate();
  await eventually(() => sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length === 6);
  for (let i = 0; i < 3; i++) await open(url);
  expect(backends.map(({ sockets }) => sockets.clients.size)).toEqual([3, 3, 3]);
});

it("closes the connections of a backend that dies; who comes again gets another", async () => {
  const { backends, url } = await start(2);
  const sockets = [await open(url), await open(url)];
  const died = (await ask(sockets[0] as WebSocket, "x")).startsWith("a") ? 0 : 1;
  const closed = once(sockets[0] as WebSocket, "close");
  await backends[died]?.kill();
  await closed;
  expect(sockets[1]?.readyState).toBe(WebSocket.OPEN);
  for (let i = 0; i < 3; i++) expect(await ask(await open(url), "y")).toBe(`${"ba"[died]}: y`);
});

it("tells the backend whose connection it is, whatever the client claims", async () => {
  const { backends, url } = await start(1);
  await open(url, { "x-forwarded-for": "203.0.113.1", "x-real-ip": "203.0.113.1" });
  const headers = backends[0]?.requests[0]?.headers;
  expect(headers?.["x-forwarded-for"]).toBe("127.0.0.1");
  expect(headers?.["x-real-ip"]).toBeUndefined();
});

it("is refused readably where there is no backend", async () => {
  const { backends, url } = await start(1);
  await backends[0]?.kill();
  const socket = new WebSocket(url);
  const [error] = await once(socket, "error");
  expect(String(error)).toMatch("503");
});

it("gets a backend's own refusal", async () => {
  const { backends, url } = await start(1);
  const [backend] = backends as [StandIn];
  backend.sockets.shouldHandle = () => false;
  const socket = new WebSocket(url);
  const [error] = await once(socket, "error");
  expect(String(error)).toMatch("400");
});

it("gives up the connections of a backend that falls silent", async () => {
  const backends = [opened.use(await startStandIn("a")), opened.use(await startStandIn("b"))];
  const { url } = opened.use(await startTestBalancer(backends, {}, { pace: { ...quickPace, answerMs: 150 } }));
  const socket = await open(url.replace("http", "ws"));
  const closed = once(socket, "close");
  const name = (await ask(socket, "x"))[0];
  for (const backend of backends) if (backend.name === name) backend.status = undefined;
  await closed;
  expect((await ask(await open(url.replace("http", "ws")), "y"))[0]).toBe(name === "a" ? "b" : "a");
});

it("closes connections when the balancer stops", async () => {
  const backend = opened.use(await startStandIn("a"));
  const balancer = await startTestBalancer([backend]);
  const socket = await open(balancer.url.replace("http", "ws"));
  const closed = once(socket, "close");
  await balancer[Symbol.asyncDispose]();
  await closed;
  await eventually(() => backend.sockets.clients.size === 0);
});
