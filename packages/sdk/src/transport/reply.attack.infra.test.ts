import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { chainApi } from "@pha/api";
import { maxHttpReplyBytes } from "@pha/limits";
import { attack } from "@pha/testkit/attack";
import { afterAll, beforeAll, expect } from "vitest";
import { errors } from "../errors.ts";
import { makeClient } from "./client.ts";
import { Transport } from "./transport.ts";

const MiB = 1024 * 1024;
const size = maxHttpReplyBytes - 16;

/** What a client would make gigabytes of: 64 KiB each, compressed. */
const bombs: Readonly<Record<string, () => string>> = {
  objects: () => `[${"{},".repeat(size / 3 - 1)}{}]`,
  lists: () => `[${"[],".repeat(size / 3 - 1)}[]]`,
  depth: () => "[".repeat(size / 2) + "]".repeat(size / 2),
  text: () => `"${"x".repeat(size)}"`,
  "objects, in a megabyte": () => `[${"{},".repeat(MiB / 3 - 2)}{}]`,
  "depth, in a kilobyte": () => "[".repeat(512) + "]".repeat(512),
};

/** The same, compressed: once, for that takes as long as to refuse it. */
const bodies = Object.entries(bombs).map(([name, make]) => [name, gzipSync(make())] as const);

let said: { readonly status: number; readonly type: string; readonly body: Buffer };
const server = createServer((_, response) => {
  response.writeHead(said.status, { "content-type": said.type, "content-encoding": "gzip" }).end(said.body);
});
let url: string;
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const client = () => makeClient(chainApi, new Transport(url, fetch));

attack("answer a client with little that becomes gigabytes", async ({ refused, held }) => {
  const asks: Readonly<Record<string, () => Promise<unknown>>> = {
    genesis: () => client().network.genesis(),
    account: () => client().accounts.get({ address: `0x${"00".repeat(32)}` }),
    block: () => client().blocks.get({ block: "head" }),
    metadata: () => client().network.metadata(),
  };
  const before = process.memoryUsage.rss();
  for (const [name, body] of bodies)
    for (const status of [200, 500]) {
      said = { status, type: "application/json", body };
      expect(said.body.length, name).toBeLessThan(128 * 1024);
      for (const ask of Object.values(asks)) await refused(errors.UnexpectedReply.code, ask);
    }
  await held("memory", () => expect((process.memoryUsage.rss() - before) / MiB).toBeLessThan(1_024));
});

attack(
  "stream to a client entries that become gigabytes",
  async ({ refused }) => {
    for (const [, body] of bodies)
      for (const kind of ["", "event: problem\n"]) {
        const entry = Buffer.concat([gzipSync(`${kind}data: `), body, gzipSync("\n\n")]); // which is a gzip file too
        said = { status: 200, type: "text/event-stream", body: entry };
        await refused([errors.UnexpectedReply.code, errors.Unreachable.code], async () => {
          for await (const event of client().events.follow({}, AbortSignal.timeout(60_000))) return event;
          return undefined;
        });
      }
  },
  120_000,
);
