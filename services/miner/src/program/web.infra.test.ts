import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { makeAuthority } from "@pha/attestation/testing";
import { utf8 } from "@pha/codec";
import { openStreams } from "@pha/enclave-service";
import { attestation } from "@pha/runtime/spec";
import type { Scope } from "@pha/secret-channel";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Built, buildProgram, type EnclaveWorker, loadWorker } from "./testing/enclave.ts";
import { ClusterLedger, word } from "./testing.ts";

const id = word(0xc1);
const oracle = `export default {
  commands: { price(ctx) { return ctx.http.fetch("https://localhost"); } },
  queries: {
    async read(ctx, [url, init]) {
      const response = await ctx.http.fetch(url, init);
      return [response.status, await response.text()];
    },
    sum: () => 1,
  },
};`;

const authority = makeAuthority();
const closing: Server[] = [];
let built: Built;
beforeAll(async () => {
  built = await buildProgram();
});
afterAll(() => built[Symbol.asyncDispose]());
afterEach(() => {
  for (const server of closing.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  closing.push(server.on("tlsClientError", () => {}));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}
const https = (answer: RequestListener) => listen(createServer({ ...authority.issue("localhost") }, answer));

interface Serving extends AsyncDisposable, Pick<EnclaveWorker, "query"> {
  readonly scope: Scope;
}

/** A worker in a real enclave that serves the contract, on a network that is a development network, or not. */
async function serve(ports: readonly number[], isDevelopment = true): Promise<Serving> {
  await using opened = new AsyncDisposableStack();
  const chain = new ClusterLedger();
  if (isDevelopment) chain.ledger.pallet(attestation).developmentRoot.put(word(1));
  const allow = ports.map((port) => `localhost:${port}`);
  const streams = opened.use(openStreams({ allow: new Set(allow) }));
  const worker = opened.use(await loadWorker(built, chain, { allow, ca: [authority.cert], streams }));
  const scope = chain.instantiate(id, oracle);
  await worker.start();
  await worker.ask({ type: "Advance", value: chain.block() });
  await worker.register();
  await worker.ask({ type: "Advance", value: { block: chain.ledger.block(), messages: [] } });
  await worker.tick([id]);
  const resources = opened.move();
  return { scope, query: worker.query, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

const failed = (code: string) => ({
  type: "Failed",
  value: expect.objectContaining({ code: `contract.http.${code}` }),
});
const done = (result: unknown) => ({ type: "Done", value: utf8(JSON.stringify(result)) });

it("a contract's query fetches over TLS that ends in the enclave", { timeout: 120_000 }, async () => {
  const port = await https((request, response) => {
    if (request.url === "/metadata") response.writeHead(302, { location: "https://127.0.0.1/latest" }).end();
    else if (request.url === "/slow") response.write("a");
    else request.pipe(response);
  });
  const plain = await listen(createHttp((_, response) => response.end("plain")));
  await using worker = await serve([port, plain]);
  const read = async (url: string, init: unknown = {}) =>
    (await worker.query(worker.scope, "read", [url, init])).outcome;
  const here = `https://localhost:${port}`;
  expect(await read(here, { method: "POST", body: "é" })).toEqual(done([200, "é"]));
  const large = "x".repeat(200_000);
  expect(await read(here, { method: "POST", body: large })).toEqual(done([200, large]));
  expect(await read(`http://localhost:${plain}`)).toEqual(done([200, "plain"]));
  expect(await read(`${here}/metadata`)).toEqual(failed("AddressRefused"));
  expect(await read(`https://127.0.0.1:${port}`)).toEqual(failed("AddressRefused"));
  expect(await read("https://nowhere.invalid")).toEqual(failed("UnknownHost"));
  const [slow, quick] = await Promise.all([read(`${here}/slow`), worker.query(worker.scope)]);
  expect([slow, quick.outcome]).toEqual([failed("TimedOut"), done(1)]);
});

it("settings open nothing on a network that is none of development", { timeout: 120_000 }, async () => {
  const port = await https((_, response) => response.end("here"));
  await using worker = await serve([port], false);
  const { outcome } = await worker.query(worker.scope, "read", [`https://localhost:${port}`, {}]);
  expect(outcome).toEqual(failed("AddressRefused"));
});
