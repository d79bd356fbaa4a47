import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { gatekeeperErrors, SessionAsk, SessionReply, serviceErrors, sessionPath } from "@pha/api";
import { decode, encode, type Hex } from "@pha/codec";
import { maxQueryBytes } from "@pha/limits";
import { type HttpServer, httpServer } from "@pha/service-kit/http";
import { silentLog as log } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { attack } from "@pha/testkit/attack";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { word } from "../broker/testing.ts";
import { mountSessionSockets, type SessionSocketDeps } from "./session-sockets.ts";

const contract: Hex = word(0xc1);
const opening = {
  type: "Open",
  value: { enc: word(1), ciphertext: Uint8Array.of(1), worker: undefined },
} as const;
const openingOf = (worker: Hex) => ({ ...opening, value: { ...opening.value, worker } });
const frame = (byte: number) => ({ type: "Frame", value: { worker: word(2), frame: Uint8Array.of(byte) } }) as const;

let http: HttpServer;
let port: number;
let perTest: AsyncDisposableStack;
let askQuery: SessionSocketDeps["askQuery"];
let askFrame: SessionSocketDeps["askFrame"];

beforeEach(async () => {
  perTest = new AsyncDisposableStack();
  askQuery = async ({ ciphertext }, client, passing) =>
    Uint8Array.of(...ciphertext, client.length, passing?.type === "Session" ? 1 : 0, passing?.worker ? 1 : 0);
  askFrame = async ({ frame }) => frame;
  const metrics = createMetrics("test");
  http = perTest.use(await httpServer({ service: "test", log, metrics, checks: {}, requestsPerMinute: 60_000 }));
  mountSessionSockets(http, {
    log,
    askQuery: (...given) => askQuery(...given),
    askFrame: (...given) => askFrame(...given),
  });
  port = await http.listen(0, "127.0.0.1");
});
afterEach(() => perTest.disposeAsync());

async function connect(path: string = sessionPath): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  perTest.defer(() => socket.terminate());
  await once(socket, "open");
  return socket;
}

const send = (socket: WebSocket, ref: number, asked: SessionAsk["asked"]) =>
  socket.send(encode(SessionAsk, { ref, contract, asked }));

async function hear(socket: WebSocket, count = 1): Promise<SessionReply[]> {
  const heard: SessionReply[] = [];
  return new Promise((resolve, reject) => {
    socket.on("message", (message: Uint8Array) => {
      heard.push(decode(SessionReply, message));
      if (heard.length === count) resolve(heard);
    });
    socket.on("close", (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
  });
}

it("openings go to any worker, or the one that they name, frames to one; replies come in any order, by the number of the ask", async () => {
  const socket = await connect();
  const { promise: later, resolve: end } = Promise.withResolvers<Uint8Array>();
  askFrame = async (asked, client) => {
    expect(asked).toMatchObject({ contract, worker: word(2) });
    expect(client).toBe("127.0.0.1");
    return asked.frame[0] === 1 ? later : asked.frame;
  };
  const heard = hear(socket, 4);
  send(socket, 7, frame(1));
  send(socket, 8, frame(2));
  send(socket, 9, opening);
  send(socket, 10, openingOf(word(2)));
  setImmediate(() => end(Uint8Array.of(1)));
  const replies = (await heard).toSorted((a, b) => a.ref - b.ref);
  expect(replies).toEqual([
    { ref: 7, said: { type: "Answered", value: Uint8Array.of(1) } },
    { ref: 8, said: { type: "Answered", value: Uint8Array.of(2) } },
    { ref: 9, said: { type: "Answered", value: Uint8Array.of(1, "127.0.0.1".length, 1, 0) } },
    { ref: 10, said: { type: "Answered", value: Uint8Array.of(1, "127.0.0.1".length, 1, 1) } },
  ]);
});

it("a refusal is told as endpoints tell it, and the socket goes on", async () => {
  const socket = await connect();
  askFrame = async () => {
    throw gatekeeperErrors.Overloaded({ retryAfterSeconds: 1 });
  };
  send(socket, 1, frame(1));
  const [reply] = await hear(socket);
  expect(reply?.said.type).toBe("Refused");
  expect(JSON.parse(String(reply?.said.value))).toMatchObject({
    code: "gatekeeper.Overloaded",
    status: 503,
    data: { retryAfterSeconds: 1 },
  });
  send(socket, 2, opening);
  expect(await hear(socket)).toMatchObject([{ ref: 2, said: { type: "Answered" } }]);
});

it("a fault of the service's own is told as one, and the socket goes on", async () => {
  const socket = await connect();
  askFrame = async () => {
    throw new TypeError("undefined is not a function");
  };
  send(socket, 1, frame(1));
  const [reply] = await hear(socket);
  expect(reply?.said.type).toBe("Refused");
  const code = serviceErrors.Internal.code;
  expect(JSON.parse(String(reply?.said.value))).toMatchObject({
    ...{ code, status: 500, data: { traceId: expect.stringMatching(/^[0-9a-f]{32}$/) } },
  });
  send(socket, 2, opening);
  expect(await hear(socket)).toMatchObject([{ ref: 2, said: { type: "Answered" } }]);
});

it("what cannot even be told ends the socket, and no other", async () => {
  const [socket, other] = [await connect(), await connect()];
  askFrame = async () => {
    throw gatekeeperErrors.Overloaded({ reason: "x".repeat(20_000) });
  };
  send(socket, 1, frame(1));
  const [code, reason] = await once(socket, "close");
  expect([code, String(reason)]).toEqual([1011, "the service failed"]);
  send(other, 2, opening);
  expect(await hear(other)).toMatchObject([{ ref: 2, said: { type: "Answered" } }]);
});

it("there are WebSockets nowhere else", async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/elsewhere`);
  const [error] = await once(socket, "error");
  expect(String(error)).toContain("404");
});

attack(
  "send a gatekeeper's socket what is no message, too much, or more than anybody may",
  async ({ held, refused }) => {
    const closed = async (message: Uint8Array | string): Promise<readonly [number, string]> => {
      const socket = await connect();
      socket.send(message);
      const [code, reason] = (await once(socket, "close")) as [number, Buffer];
      return [code, String(reason)];
    };
    const whole = encode(SessionAsk, { ref: 1, contract, asked: opening });
    for (const message of [new Uint8Array(), whole.subarray(0, -1), Uint8Array.of(...whole, 0), "text"])
      await held("the socket is closed, and says what a message is", async () => {
        expect(await closed(message)).toEqual([1007, "a message is a SessionAsk in SCALE"]);
      });
    await held("the socket is closed, and says how large a message may be", async () => {
      const [code, reason] = await closed(new Uint8Array(maxQueryBytes + 2_000));
      expect([code, reason]).toEqual([1009, expect.stringContaining("at most")]);
    });
    http.rate?.charge("127.0.0.1", 60_000);
    await refused("service-kit.TooManyRequests", async () => {
      const socket = await connect();
      send(socket, 1, frame(1));
      const [reply] = await hear(socket);
      return JSON.parse(String(reply?.said.value));
    });
  },
);

attack("have a gatekeeper pass on as many frames at once as one client likes", async ({ held }) => {
  for (const bytes of [1, 60, 4_096]) {
    const held64 = Array.from({ length: 64 }, () => Promise.withResolvers<Uint8Array>());
    let passed = 0;
    askFrame = async () => held64[passed++]?.promise ?? Uint8Array.of(2);
    const socket = await connect();
    const short = { type: "Frame", value: { worker: word(2), frame: new Uint8Array(bytes) } } as const;
    for (let i = 0; i < 2_000; i++) send(socket, i, short);
    await held(`64 of ${bytes} bytes are under way, however many one reading brings`, async () => {
      await expect.poll(() => passed).toBe(64);
      const other = await connect();
      for (let i = 0; i < 3; i++) {
        send(other, 1, opening);
        expect(await hear(other)).toHaveLength(1);
      }
      expect(passed).toBe(64);
    });
    const all = hear(socket, 2_000);
    for (const { resolve } of held64) resolve(Uint8Array.of(1));
    expect(new Set((await all).map(({ ref }) => ref)).size).toBe(2_000);
    socket.close();
  }
});

attack("answer a frame with more than its client's messages have room for, as a worker's enclave", async ({ held }) => {
  const socket = await connect();
  askFrame = async ({ frame: [byte] }) => new Uint8Array(byte === 1 ? maxQueryBytes + 1 : 1);
  const replies: SessionReply[] = [];
  socket.on("message", (message: Uint8Array) => replies.push(decode(SessionReply, message)));
  await held("it is lost, and the next one is answered on the same WebSocket", async () => {
    for (const ref of [1, 2]) {
      socket.send(encode(SessionAsk, { ref, contract, asked: frame(ref) }));
      await vi.waitFor(() => expect(replies).toHaveLength(ref));
    }
    expect(replies.map(({ said }) => said.type)).toEqual(["Refused", "Answered"]);
    expect(replies[0]?.said.value).toContain(gatekeeperErrors.AnswerLost.code);
  });
  socket.close();
});

attack("go away behind the request for a WebSocket, at this path and another", async ({ held }) => {
  for (let i = 0; i < 200; i++) {
    const socket = connectTcp(port, "127.0.0.1");
    await once(socket, "connect");
    const path = i % 2 === 0 ? sessionPath : "/elsewhere";
    const asks = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
    socket.write(
      [`GET ${path} HTTP/1.1`, "Host: x", ...asks, "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "", ""].join("\r\n"),
    );
    socket.resetAndDestroy();
  }
  await held("the process lives, and serves who stays", async () => {
    const socket = await connect();
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.close();
  });
});
