import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Turn } from "@pha/service-kit/http";
import { expect, it, onTestFinished } from "vitest";
import { type ClientOptions, WebSocket } from "ws";
import { anyone } from "../ledger/callers.ts";
import { limits } from "./limits.ts";
import { method } from "./method.ts";
import { serveRpcSockets } from "./websocket.ts";

const PING_MS = 150;
const PERIODS = 5;
const tooSilent = [1008, "no answer to a ping for 0.15 seconds"];

/** A server of WebSockets, whose method `wait` answers when it is told to. */
async function serving() {
  const opened = new AsyncDisposableStack();
  onTestFinished(() => opened.disposeAsync());
  const { promise: released, resolve: release } = Promise.withResolvers<string>();
  const methods = {
    hello: method([], () => "hello"),
    wait: method([], () => released),
    much: method([], () => "x".repeat(256 * 1024)),
  };
  const deps = { methods, reportBug: (error: unknown) => expect.fail(String(error)), classify: () => undefined };
  const server = createServer();
  opened.defer(async () => {
    server.close();
    await once(server, "close");
  });
  opened.use(serveRpcSockets(server, new Turn(), () => ({ client: "any", caller: anyone, deps }), PING_MS));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  async function connect(options: ClientOptions = {}): Promise<WebSocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, options);
    opened.defer(() => socket.terminate());
    await once(socket, "open");
    return socket;
  }
  return { connect, release };
}

const request = (method: string) => JSON.stringify({ jsonrpc: "2.0", id: 1, method });

async function answerOf(socket: WebSocket): Promise<unknown> {
  const [message] = await once(socket, "message");
  return JSON.parse(String(message)).result;
}

async function periods(socket: WebSocket): Promise<void> {
  for (let pings = 0; pings < PERIODS; pings++) await once(socket, "ping");
}

async function endOf(socket: WebSocket): Promise<[number, string]> {
  const [code, reason] = await once(socket, "close");
  return [code, String(reason)];
}

it("a client that answers pings stays connected, whether it asks for something or not", async () => {
  const { connect } = await serving();
  const socket = await connect();
  await periods(socket);
  socket.send(request("hello"));
  expect(await answerOf(socket)).toBe("hello");
});

it("a client that answers no ping is closed, and told why", async () => {
  const { connect } = await serving();
  const socket = await connect({ autoPong: false });
  expect(await endOf(socket)).toEqual(tooSilent);
});

it("a client that sends data and answers no ping is closed too", async () => {
  const { connect } = await serving();
  const socket = await connect({ autoPong: false });
  let answers = 0;
  socket.on("message", () => {
    answers++;
    socket.send(request("hello"));
  });
  socket.send(request("hello"));
  expect(await endOf(socket)).toEqual(tooSilent);
  expect(answers).toBeGreaterThan(1);
});

it("a client that answers one ping and no other is closed", async () => {
  const { connect } = await serving();
  const socket = await connect({ autoPong: false });
  socket.once("ping", () => socket.pong());
  let pings = 0;
  socket.on("ping", () => pings++);
  expect(await endOf(socket)).toEqual(tooSilent);
  expect(pings).toBe(2);
});

it("a client that nobody reads from, because the service owes it answers, is not closed for that", async () => {
  const { connect, release } = await serving();
  const [socket, other] = [await connect(), await connect()];
  let answers = 0;
  const { promise: all, resolve } = Promise.withResolvers<void>();
  socket.on("message", () => {
    if (++answers === limits.inFlight + 1) resolve();
  });
  for (let at = 0; at < limits.inFlight; at++) socket.send(request("wait"));
  await periods(other);
  socket.send(request("hello"));
  release("now");
  await all;
});

it("a client that takes nothing of what it is sent is closed, also where nobody reads from it", async () => {
  const { connect } = await serving();
  const [socket, other] = [await connect(), await connect()];
  socket.pause();
  for (let at = 0; at < 100; at++) socket.send(request("much"));
  for (let at = 0; at < limits.inFlight; at++) socket.send(request("wait"));
  await periods(other);
  socket.resume();
  expect(await endOf(socket)).toEqual(tooSilent);
});
