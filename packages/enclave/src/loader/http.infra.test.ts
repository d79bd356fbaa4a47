import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import { gzipSync } from "node:zlib";
import { makeAuthority } from "@pha/attestation/testing";
import { afterEach, expect, it } from "vitest";
import type { HttpAnswer, HttpRequest } from "../program.ts";
import { exchange } from "./http.ts";

const authority = makeAuthority();
const own = authority.issue("localhost");
const open: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of open.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  open.push(server);
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

const plan = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  ...{ method: "GET", url, headers: [], body: undefined, mostBytes: 10_000, ca: [authority.cert], atMs: Date.now() },
  ...more,
});

async function ask(port: number, scheme = "https", more: Partial<HttpRequest> = {}): Promise<HttpAnswer> {
  const line = connect(port, "127.0.0.1");
  sockets.add(line);
  return exchange(plan(`${scheme}://localhost:${port}/a?b`, more), line);
}

const https = (listener: RequestListener, identity = own) => listen(createHttps({ ...identity }, listener));
const http = (listener: RequestListener) => listen(createHttp(listener));
/** A server that says this to whoever connects. */
const saying = (text: string | Buffer, ends = true) =>
  listen(createServer((socket) => socket.once("data", () => (ends ? socket.end(text) : socket.write(text)))));

const failing = async (answer: Promise<HttpAnswer>) => {
  const { failed, reason } = (await answer) as Extract<HttpAnswer, { readonly failed: string }>;
  return [failed, reason];
};
const bodyOf = async (answer: Promise<HttpAnswer>) =>
  new TextDecoder().decode(((await answer) as Extract<HttpAnswer, { readonly body: Uint8Array }>).body);

it("sends one request over TLS, and takes its response as it is", async () => {
  const port = await https((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(
        201,
        "Made",
        [
          ["x-own", "1"],
          ["set-cookie", "a"],
          ["set-cookie", "b"],
        ].flat(),
      );
      response.end(JSON.stringify([request.method, request.url, request.headers, Buffer.concat(chunks).toString()]));
    });
  });
  const headers = [["x-asked", "é"]] as const;
  const answer = await ask(port, "https", { method: "POST", headers, body: new TextEncoder().encode("hello") });
  expect(answer).toMatchObject({
    ...{ status: 201, statusText: "Made" },
    headers: expect.arrayContaining([
      ["x-own", "1"],
      ["set-cookie", "a"],
      ["set-cookie", "b"],
    ]),
  });
  const [method, url, got, body] = JSON.parse(await bodyOf(Promise.resolve(answer)));
  expect([method, url, body]).toEqual(["POST", "/a?b", "hello"]);
  expect(got).toMatchObject({ host: `localhost:${port}`, "content-length": "5", connection: "close", "x-asked": "é" });
});

it("reads what is chunked and compressed", async () => {
  const port = await https((_, response) => {
    response.writeHead(200, { "content-encoding": "gzip" });
    response.end(gzipSync("x".repeat(9_999)));
  });
  expect(await bodyOf(ask(port))).toBe("x".repeat(9_999));
});

it.each([
  ["of another host", () => authority.issue("other.example"), {}, "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["that has expired", () => authority.issue("localhost", Date.now() - 60_000), {}, "CERT_HAS_EXPIRED"],
  ["of another authority of the same name", () => makeAuthority().issue("localhost"), {}, "CERT_SIGNATURE_FAILURE"],
  ["of a test's authority, where it is not trusted", () => own, { ca: [] }, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ["that had expired by the ledger's time", () => own, { atMs: Date.now() + 3 * 86_400_000 }, "CERT_HAS_EXPIRED"],
] as const)("refuses a certificate %s", async (_, identity, more, reason) => {
  let asked = 0;
  const port = await https((_, response) => {
    asked++;
    response.end("secret");
  }, identity());
  expect(await failing(ask(port, "https", more))).toEqual(["TlsFailed", reason]);
  expect(asked).toBe(0);
});

it.each([
  ["a server that speaks no TLS", "HTTP/1.1 200 OK\r\n\r\n", "TlsFailed"],
  ["a server that ends in the handshake", "", "Cut"],
])("refuses %s, over https", async (_, text, failed) => {
  expect((await failing(ask(await saying(text))))[0]).toBe(failed);
});

it.each([
  ["garbage", "garbage\r\n\r\n", "BadResponse"],
  ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "BadResponse"],
  [
    "length and chunks",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    "BadResponse",
  ],
  ["a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na", "BadResponse"],
  ["chunks that are none", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "Cut"],
  ["a header with a line in it", "HTTP/1.1 200 OK\r\nA: b\rc: d\r\n\r\n", "BadResponse"],
  [
    "a switch to another protocol",
    "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "BadResponse",
  ],
  [
    "an encoding that nobody knows",
    "HTTP/1.1 200 OK\r\nContent-Encoding: own\r\nContent-Length: 1\r\n\r\na",
    "BadResponse",
  ],
  [
    "what is not compressed as it says",
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\na",
    "BadResponse",
  ],
  ["less than its length", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na", "Cut"],
  ["chunks without an end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", "Cut"],
  ["nothing", "", "Cut"],
  ["endless headers", `HTTP/1.1 200 OK\r\n${"A: b\r\n".repeat(10_000)}`, "ResponseTooLarge"],
  [
    "a body that is too long",
    `HTTP/1.1 200 OK\r\nContent-Length: 10001\r\n\r\n${"x".repeat(10_001)}`,
    "ResponseTooLarge",
  ],
  ["a body that ends with the connection", "HTTP/1.1 200 OK\r\n\r\na", "BadResponse"],
  ["a body in an encoding that has no end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\na", "BadResponse"],
  ...["000", "099", "600", "999"].map((status) => [
    `the status ${status}`,
    `HTTP/1.1 ${status} X\r\nContent-Length: 1\r\n\r\na`,
    "BadResponse",
  ]),
])("refuses a server that sends %s", async (_, text, failed) => {
  expect((await failing(ask(await saying(text), "http")))[0]).toBe(failed);
});

it("refuses a body that goes on for ever, and one that becomes one", async () => {
  const endless = await http((_, response) => {
    const more = () => response.write("x".repeat(1_000), () => setImmediate(more));
    more();
  });
  expect(await failing(ask(endless, "http"))).toEqual(["ResponseTooLarge", "body"]);
  const bomb = gzipSync(Buffer.alloc(5_000_000));
  const port = await http((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
  expect(bomb.length).toBeLessThan(10_000);
  expect((await failing(ask(port, "http")))[0]).toBe("ResponseTooLarge");
});

it("takes no body whose end is the connection's, which who carries the bytes can end", async () => {
  const port = await listen(
    createTls({ ...own }, (socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n12")),
    ),
  );
  expect(await failing(ask(port))).toEqual(["BadResponse", "length"]);
});

it("takes no more than a response's length, and no body of what has none", async () => {
  const more =
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nabHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret";
  const got = await ask(await saying(more), "http");
  if ("body" in got) expect(new TextDecoder().decode(got.body)).toBe("ab");
  else expect(got.failed).toBe("BadResponse");
  expect(await bodyOf(ask(await saying("HTTP/1.1 204 No\r\n\r\nsecret"), "http"))).toBe("");
});

it("goes no further with a server whose connection is ended under it", async () => {
  const port = await listen(createTls({ ...own }, (socket) => socket.once("data", () => socket.destroy())));
  expect((await failing(ask(port)))[0]).toBe("Cut");
});
