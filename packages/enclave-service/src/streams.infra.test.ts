import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { openStreams } from "./streams.ts";

const code = (name: string) => expect.objectContaining({ code: `http.${name}` });
const bytes = (text: string) => new TextEncoder().encode(text);

async function echo() {
  const server = createServer((socket) => socket.pipe(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.dispose]: () => void server.close() };
}

it("carries bytes both ways, to the end", async () => {
  using server = await echo();
  await using streams = openStreams({ allow: new Set([`localhost:${server.port}`]) });
  const stream = await streams.connect({ host: "localhost", port: server.port });
  await streams.write(stream, bytes("hello"));
  expect(await streams.read(stream)).toEqual(bytes("hello"));
  streams.close(stream);
  expect(await streams.read(stream)).toEqual(new Uint8Array());
  await expect(streams.write(stream, bytes("more"))).rejects.toThrowError(code("Cut"));
});

it("connects to no address that is not the public internet's, whatever name it has", async () => {
  using server = await echo();
  const { port } = server;
  for (const address of [
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "0.0.0.0",
    "64:ff9b::7f00:1",
  ]) {
    const family = address.includes(":") ? 6 : 4;
    await using streams = openStreams({ allow: new Set(), resolve: async () => [{ address, family }] });
    await expect(streams.connect({ host: "innocent.example", port }), address).rejects.toThrowError(
      code("AddressRefused"),
    );
  }
  await using streams = openStreams({ allow: new Set([`localhost:${port}`]) });
  await expect(streams.connect({ host: "127.0.0.1", port })).rejects.toThrowError(code("AddressRefused"));
});

it("says that nobody tells an address before the program has given up, however names are looked up", async () => {
  await using streams = openStreams({ allow: new Set(), resolve: () => new Promise(() => {}) });
  const asked = streams.connect({ host: "silent.example", port: 443 });
  await expect(asked).rejects.toMatchObject({ code: "http.UnknownHost", data: { reason: "ETIMEOUT" } });
});

it("looks a name up once: what was looked at is what is connected to", async () => {
  using server = await echo();
  let asked = 0;
  const resolve = async () => {
    asked++;
    return [{ address: "127.0.0.1", family: 4 }];
  };
  const allow = new Set([`rebinding.example:${server.port}`]);
  await using streams = openStreams({ allow, resolve });
  await streams.connect({ host: "rebinding.example", port: server.port });
  expect(asked).toBe(1);
});

it("says why there is no connection", async () => {
  const { port } = await (async () => {
    using server = await echo();
    return server;
  })();
  await using streams = openStreams({ allow: new Set([`127.0.0.1:${port}`]) });
  await expect(streams.connect({ host: "127.0.0.1", port })).rejects.toThrowError(code("ConnectionRefused"));
  await expect(streams.connect({ host: "nowhere.invalid", port })).rejects.toThrowError(code("UnknownHost"));
});
