import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { lookUpPublic } from "@pha/service-kit/look-up";
import { afterAll, beforeAll, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { type Receiver, startReceiver } from "../testing/receiver.ts";
import { post } from "./post.ts";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver[Symbol.asyncDispose]());

const posted = { headers: {}, body: "{}", signal: new AbortController().signal };

it.each(["127.0.0.1", "localhost", "a.localhost.", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"])(
  "connects to nothing private, be it named %s",
  async (host) => {
    const target = { url: `http://${host}:${receiver.port}/`, mayBePrivate: false };
    await expect(post(target, posted)).rejects.toSatisfy(errors.PrivateAddress.is);
    expect(receiver.received).toEqual([]);
  },
);

it("connects to nothing where a name leads to anything private", async () => {
  const target = { url: `http://two.example:${receiver.port}/`, mayBePrivate: false };
  const lookUp = async () => ["8.8.8.8", "127.0.0.1"].map((address) => ({ address, family: 4 }));
  await expect(post(target, posted, { lookUp })).rejects.toMatchObject({ data: { address: "127.0.0.1" } });
  expect(receiver.received).toEqual([]);
});

it("does where that is allowed, and gives the status alone", async () => {
  expect(await post({ url: `http://localhost:${receiver.port}/`, mayBePrivate: true }, posted)).toBe(204);
});

it("says why there is no answer", async () => {
  const target = { url: "http://127.0.0.1:1/", mayBePrivate: true };
  await expect(post(target, posted)).rejects.toMatchObject({ data: { reason: "ECONNREFUSED" } });
  const lookUp = async () => Promise.reject(Object.assign(new Error("none"), { code: "ENOTFOUND" }));
  const named = { url: "http://none.example/", mayBePrivate: true };
  await expect(post(named, posted, { lookUp })).rejects.toMatchObject({ data: { reason: "ENOTFOUND" } });
});

it("looks names up without holding a thread: those of silent name servers keep no other from being looked up", async () => {
  const silent = createSocket("udp4").bind(0, "127.0.0.1");
  await once(silent, "listening");
  const lookUp = (host: string) => lookUpPublic(host, [`127.0.0.1:${silent.address().port}`]);
  const ended: unknown[] = [];
  const waiting = Array.from({ length: 16 }, async (_, i) => {
    const target = { url: `https://n${i}.example/`, mayBePrivate: false };
    ended.push(await post(target, posted, { lookUp }).catch((error) => error.data.reason));
  });
  expect(await post({ url: `http://localhost:${receiver.port}/`, mayBePrivate: true }, posted)).toBe(204);
  expect(ended).toEqual([]);
  await Promise.all(waiting);
  expect(ended).toEqual(Array(16).fill(expect.stringMatching(/^(ETIMEOUT|ECANCELLED)$/)));
  silent.close();
});

/** A server that says something to whoever connects, and nothing more. */
async function saying(say: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    say(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    target: { url: `http://127.0.0.1:${port}/`, mayBePrivate: true },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it("waits for no answer longer than it may, nor when it is to stop", async () => {
  const stop = new AbortController();
  await using silent = await saying(() => stop.abort());
  await expect(post(silent.target, { ...posted, signal: stop.signal })).rejects.toSatisfy(errors.NotDelivered.is);
  const late = { data: { reason: "no answer within 50 ms" } };
  await expect(post(silent.target, posted, { timeoutMs: 50 })).rejects.toMatchObject(late);
  await using slow = await saying((socket) => socket.write("HTTP/1.1 200 OK\r\nx: "));
  await expect(post(slow.target, posted, { timeoutMs: 50 })).rejects.toMatchObject(late);
});

it.each([
  [
    "another protocol",
    "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n",
    "the connection ended without an answer",
  ],
  ["a header without end", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}`, "HPE_HEADER_OVERFLOW"],
  ["no HTTP", "SSH-2.0-other\r\n", "HPE_INVALID_CONSTANT"],
])("takes %s for no answer", async (_, text, reason) => {
  await using other = await saying((socket) => socket.write(text));
  await expect(post(other.target, posted)).rejects.toMatchObject({ data: { reason } });
});
