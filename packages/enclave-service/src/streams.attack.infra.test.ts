import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { openStreams } from "./streams.ts";

/** The answer of a name server to a question for a name: one IPv4 address, and no other kind. */
function answerTo(query: Buffer, address: readonly number[]): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const question = query.subarray(12, end);
  const isIpv4 = question.readUInt16BE(question.length - 4) === 1;
  const header = [...query.subarray(0, 2), 0x81, 0x80, 0, 1, 0, isIpv4 ? 1 : 0, 0, 0, 0, 0];
  const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address];
  return Buffer.from([...header, ...question, ...(isIpv4 ? record : [])]);
}

/** A name server that has no answer for names with "silent" in them, and for all others that they are this machine. */
async function nameServer() {
  const socket: Socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    if (!query.includes("silent")) socket.send(answerTo(query, [127, 0, 0, 1]), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { place: `127.0.0.1:${socket.address().port}`, [Symbol.dispose]: () => void socket.close() };
}

async function listening() {
  const server = createServer((socket) => socket.end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, [Symbol.dispose]: () => void server.close() };
}

attack("hold all look-ups of a worker's host, by names of a zone whose servers are silent", async ({ held }) => {
  using names = await nameServer();
  using server = await listening();
  const { port } = server;
  await using streams = openStreams({ allow: new Set([`localhost:${port}`]), nameServers: [names.place] });
  const code = (host: string) => streams.connect({ host, port }).catch((error) => error.code);
  const ended: string[] = [];
  const silent = Array.from({ length: 16 }, async (_, i) => {
    const host = `n${i}.silent.example`;
    const said = await code(host);
    ended.push(host);
    return said;
  });
  await held("others' names are looked up meanwhile", async () => {
    expect(await code("localhost")).toEqual(expect.any(Number));
    expect(await code("quick.example")).toBe("http.AddressRefused");
    expect(ended).toEqual([]);
  });
  await held("and each look-up ends by itself", async () => {
    expect(new Set(await Promise.all(silent))).toEqual(new Set(["http.UnknownHost"]));
  });
});

attack("name a private address by the public name system", async ({ held }) => {
  using names = await nameServer();
  using server = await listening();
  const { port } = server;
  await using streams = openStreams({ allow: new Set(), nameServers: [names.place] });
  for (const host of ["inside.example", "127.0.0.1", "[::1]"])
    await held(host, () =>
      expect(streams.connect({ host, port })).rejects.toThrowError(
        expect.objectContaining({ code: "http.AddressRefused" }),
      ),
    );
});
