import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { endpoint } from "@pha/api";
import { struct, u32 } from "@pha/codec";
import { maxHttpBodyBytes, usualHttpBodyBytes } from "@pha/limits";
import { eventually } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { errors } from "../errors.ts";
import { silentLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { type Asked, implement, type Within } from "./route.ts";
import { httpServer } from "./server.ts";

const numbers = {
  get: endpoint("GET /v1/numbers/:n", { summary: "Says one.", params: { n: u32 }, reply: struct({ n: u32 }) }),
  put: endpoint("POST /v1/numbers", { summary: "Takes one.", body: { n: u32 }, reply: struct({ n: u32 }) }),
};
type Handle = (input: { readonly n: number }) => Promise<{ n: number }> | { n: number };

/** A server of numbers, and a connection to it on which a test writes as it likes. */
async function open(get: Handle, within?: Within) {
  const metrics = createMetrics("any");
  const routes = implement(numbers, { get, put: (input) => input });
  const server = await httpServer({
    service: "any",
    log: silentLog,
    checks: {},
    metrics,
    routes,
    ...(within && { within }),
  });
  const port = await server.listen(0, "127.0.0.1");
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {}); // the server may end it
  await once(socket, "connect");
  return {
    socket,
    async [Symbol.asyncDispose]() {
      socket.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

const ask = (n: number, more = "") => `GET /v1/numbers/${n} HTTP/1.1\r\nhost: any\r\n${more}\r\n`;

/** How many answers of a connection have come. */
function answersOn(socket: Socket): () => number {
  let text = "";
  socket.setEncoding("utf8").on("data", (part) => (text += part));
  return () => text.split("HTTP/1.1 200").length - 1;
}

/** Whether a connection has ended. */
function closing(socket: Socket): () => boolean {
  let isClosed = false;
  socket.once("close", () => (isClosed = true));
  return () => isClosed;
}

attack("keep the event loop busy with requests sent ahead on one connection", async ({ held }) => {
  let inTurn = 0;
  await using server = await open((input) => {
    inTurn++;
    for (const end = performance.now() + 1; performance.now() < end; ); // as long as a request may take
    return input;
  });
  const answers = answersOn(server.socket);
  const turns: number[] = [];
  let isOver = false;
  const count = () => {
    turns.push(inTurn);
    inTurn = 0;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  server.socket.write(Array.from({ length: 200 }, (_, n) => ask(n)).join(""));
  await eventually(() => answers() === 200);
  isOver = true;
  await held("the event loop has its turn", () => expect(Math.max(...turns)).toBeLessThanOrEqual(24));
});

attack("send requests ahead without end, while the first has no answer", async ({ held }) => {
  let heard = 0;
  await using server = await open(() => {
    heard++;
    return new Promise<never>(() => {});
  });
  const isClosed = closing(server.socket);
  const long = `x: ${"x".repeat(1_000)}\r\n`;
  for (let n = 0; n < 5_000; n++) server.socket.write(ask(n, long));
  await held("the connection ends", async () => {
    await eventually(isClosed);
    expect(heard).toBeLessThan(256 + 64); // and what came with the last, in 64 KiB
  });
});

attack("leave while answers wait behind another on the connection", async ({ held }) => {
  const all: (Pick<Asked, "left"> & { sent: boolean })[] = [];
  const never = new Promise<never>(() => {});
  const within: Within = async ({ sent, left }, work) => {
    const one = { left, sent: false };
    all.push(one);
    void sent.then(() => (one.sent = true));
    return work();
  };
  await using server = await open((input) => (input.n === 0 ? never : input), within);
  server.socket.write(ask(0) + ask(1) + ask(2));
  await eventually(() => all.length === 3);
  server.socket.destroy();
  for (const one of all)
    await held("what they hold is given back", async () => {
      await eventually(() => one.sent && one.left.aborted);
      expect(one.left.reason).toEqual(errors.ClientLeft());
    });
});

attack("send a body without end to who has refused it", async ({ held }) => {
  await using server = await open((input) => input);
  const { socket } = server;
  const isClosed = closing(socket);
  const head = [
    "POST /v1/numbers HTTP/1.1",
    "host: any",
    "content-type: application/json",
    `content-length: ${2 ** 40}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  const chunk = Buffer.alloc(64 * 1024, " ");
  const most = 256 * 1024 * 1024;
  let written = 0;
  const push = () => {
    while (written < most && !socket.destroyed) {
      written += chunk.length;
      if (!socket.write(chunk)) return void socket.once("drain", push);
    }
  };
  push();
  await held("the connection ends", async () => {
    await eventually(isClosed);
    // What both ends of it had on their way.
    expect(written).toBeLessThan(4 * maxHttpBodyBytes + 16 * 1024 * 1024);
  });
});

attack("send a body that is a little too long", async ({ refused }) => {
  await using server = await open((input) => input);
  const { socket } = server;
  let text = "";
  socket.setEncoding("utf8").on("data", (part) => (text += part));
  const length = maxHttpBodyBytes;
  expect(length).toBeGreaterThan(usualHttpBodyBytes);
  const head = [
    "POST /v1/numbers HTTP/1.1",
    "host: any",
    "content-type: application/json",
    `content-length: ${length}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${" ".repeat(length)}`);
  await eventually(() => text.endsWith("}"));
  await refused(errors.BodyTooLarge.code, async () => JSON.parse(text.slice(text.indexOf("{"))));
});
