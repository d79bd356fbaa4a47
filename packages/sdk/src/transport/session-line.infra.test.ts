import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { minerErrors, problemOf, SessionAsk, SessionReply, sessionPath } from "@pha/api";
import { decode, encode, type Hex } from "@pha/codec";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { openSocket } from "#platform";
import { SessionLine } from "./session-line.ts";

const contract: Hex = `0x${"c0".repeat(32)}`;
const frame = (byte: number) =>
  ({ type: "Frame", value: { worker: `0x${"11".repeat(32)}`, frame: Uint8Array.of(byte) } }) as const;

let url: string;
let sockets: WebSocketServer;
let perTest: AsyncDisposableStack;
/** What the server does with an ask; it says the same again if nothing else is said. */
let answer: (ask: SessionAsk, socket: WebSocket) => void;

beforeEach(async () => {
  perTest = new AsyncDisposableStack();
  const server = createServer((_, response) => response.writeHead(404).end());
  sockets = new WebSocketServer({ server, path: sessionPath });
  answer = ({ ref, asked }, socket) => {
    const value = asked.type === "Frame" ? asked.value.frame : asked.value.ciphertext;
    socket.send(encode(SessionReply, { ref, said: { type: "Answered", value } }));
  };
  sockets.on("connection", (socket) =>
    socket.on("message", (message: Uint8Array) => answer(decode(SessionAsk, message), socket)),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  perTest.defer(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => perTest.disposeAsync());

it("carries many asks over one WebSocket, answered in any order", async () => {
  const line = new SessionLine(`${url}/`, openSocket);
  const held: (() => void)[] = [];
  const echo = answer;
  answer = (ask, socket) => {
    held.push(() => echo(ask, socket));
    if (held.length === 20) for (const say of held.toReversed()) say();
  };
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => line.ask(contract, frame(i))));
  expect(answers.map(([byte]) => byte)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(sockets.clients.size).toBe(1);
});

it("tells what the gatekeeper refuses with, by its code, and what is none of its codes as somebody's word", async () => {
  const line = new SessionLine(url, openSocket);
  const refuse = (value: string) => {
    answer = ({ ref }, socket) => socket.send(encode(SessionReply, { ref, said: { type: "Refused", value } }));
  };
  refuse(JSON.stringify(problemOf(minerErrors.UnknownSession())));
  await expect(line.ask(contract, frame(1))).rejects.toSatisfy(minerErrors.UnknownSession.is);
  refuse(JSON.stringify({ code: "contract.Full", detail: "full", status: 400 }));
  await expect(line.ask(contract, frame(1))).rejects.toMatchObject({ code: "remote.contract.Full" });
  for (const text of ["{", "[]", '"x"']) {
    refuse(text);
    await expect(line.ask(contract, frame(1))).rejects.toMatchObject({ code: "sdk.UnexpectedReply" });
  }
});

it("hears over what is no reply, or nobody's, and opens another WebSocket when one is lost", async () => {
  const line = new SessionLine(url, openSocket);
  const echo = answer;
  answer = (ask, socket) => {
    socket.send("text");
    socket.send(new Uint8Array(3));
    socket.send(encode(SessionReply, { ref: 77, said: { type: "Answered", value: Uint8Array.of(9) } }));
    echo(ask, socket);
  };
  expect(await line.ask(contract, frame(1))).toEqual(new Uint8Array([1]));
  answer = (_, socket) => socket.terminate();
  await expect(line.ask(contract, frame(2))).rejects.toMatchObject({ code: "sdk.Unreachable" });
  answer = echo;
  expect(line.mayTry).toBe(true);
  expect(await line.ask(contract, frame(3))).toEqual(new Uint8Array([3]));
});

it("is not tried again at once where there are no WebSockets", async () => {
  const line = new SessionLine(`${url}/elsewhere`, openSocket);
  expect(line.mayTry).toBe(true);
  await expect(line.ask(contract, frame(1))).rejects.toMatchObject({ code: "sdk.Unreachable" });
  expect(line.mayTry).toBe(false);
});

it("no process lives on for an open line, nor ends before its answer", async () => {
  const program = `
    const [platform, transport] = process.argv.slice(1);
    const { openSocket } = await import(platform);
    const { SessionLine } = await import(transport);
    const line = new SessionLine("${url}", openSocket);
    const frame = { type: "Frame", value: { worker: "0x${"11".repeat(32)}", frame: Uint8Array.of(5) } };
    for (let i = 0; i < 2; i++) console.log((await line.ask("${contract}", frame)).join());
  `;
  const modules = ["../platform/node.ts", "session-line.ts"].map((file) => join(import.meta.dirname, file));
  const args = ["--input-type=module", "-e", program, ...modules];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: import.meta.dirname,
    timeout: 60_000,
  });
  expect(stdout).toBe("5\n5\n");
});

it("that no platform opens is unreachable, and no timer of it is left to throw", async () => {
  const failing = () => {
    throw new SyntaxError("The URL contains a fragment identifier.");
  };
  const line = new SessionLine(url, failing);
  await expect(line.ask(contract, frame(1))).rejects.toMatchObject({ code: "sdk.Unreachable" });
  const ending = new SessionLine(url, (_, { ended }) => {
    ended(new Error("no"));
    return { send() {}, close() {}, hold() {} };
  });
  await expect(ending.ask(contract, frame(1))).rejects.toMatchObject({ code: "sdk.Unreachable" });
  expect([line.mayTry, ending.mayTry]).toEqual([false, false]);
});

it("through which nothing goes any more is closed, and not tried again at once", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  perTest.defer(() => void vi.useRealTimers());
  let closed = 0;
  const line = new SessionLine(url, (_, { opened }) => {
    queueMicrotask(opened);
    return { send() {}, close: () => void closed++, hold() {} };
  });
  const asked = line.ask(contract, frame(1));
  const refused = expect(asked).rejects.toMatchObject({ code: "sdk.Unreachable" });
  await vi.advanceTimersByTimeAsync(25_000);
  await refused;
  expect([closed, line.mayTry]).toEqual([1, false]);
});

it("is closed when nothing was asked for a minute, and opened again when something is", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  perTest.defer(() => void vi.useRealTimers());
  let [opened, closed] = [0, 0];
  const line = new SessionLine(url, (_, events) => {
    opened++;
    queueMicrotask(events.opened);
    return {
      send(message) {
        const { ref } = decode(SessionAsk, message);
        events.heard(encode(SessionReply, { ref, said: { type: "Answered", value: Uint8Array.of(1) } }));
      },
      close: () => void closed++,
      hold() {},
    };
  });
  for (const pauseMs of [59_999, 59_999, 60_000, 0]) {
    await line.ask(contract, frame(1));
    expect([opened, closed]).toEqual([closed + 1, opened - 1]);
    await vi.advanceTimersByTimeAsync(pauseMs);
  }
  expect([opened, closed, line.mayTry]).toEqual([2, 1, true]);
});
