import type { IncomingHttpHeaders } from "node:http";
import { gunzipSync } from "node:zlib";
import { endpoint, stream, streamBeatMs } from "@pha/api";
import { bool, defineErrors, H256, option, struct, text, u32, u64, u128, vec } from "@pha/codec";
import { afterEach, describe, expect, it, vi } from "vitest";
import { implement } from "./http/route.ts";
import { type HttpOptions, type HttpServer, httpServer } from "./http/server.ts";
import { silentLog } from "./log.ts";
import { createMetrics } from "./metrics.ts";

const shop = defineErrors("shop", { SoldOut: { index: 0, kind: "conflict", doc: "Nothing is left." } });
const item = { id: u32, price: u128, note: option(text({ max: 10 })) };

const shopApi = {
  item: endpoint("GET /v1/items/:id", {
    summary: "One item.",
    params: { id: u32 },
    query: { dear: option(bool), tags: option(vec(text({ max: 5 }), { max: 3 })) },
    reply: struct({ item: struct(item), tags: vec(text({ max: 5 }), { max: 3 }) }),
    errors: [shop.SoldOut],
  }),
  add: endpoint("POST /v1/items", {
    summary: "Adds an item.",
    body: item,
    maxBodyBytes: 1_000,
    reply: struct({ hash: H256 }),
    status: 201,
  }),
  count: stream("GET /v1/counter", { summary: "Counts to two, then fails.", stream: u32, id: u64 }),
};

const routes = implement(shopApi, {
  item({ id, dear, tags = [] }) {
    if (id === 404) throw shop.SoldOut({ left: 0n });
    if (id === 500) throw new Error("secret detail");
    return { item: { id, price: dear ? 10n ** 30n : 1n, note: undefined }, tags };
  },
  add: () => ({ hash: `0x${"00".repeat(32)}` as const }),
  count(_, { after = 0n }) {
    if (after > 2n) throw shop.SoldOut();
    return after === 2n ? undefined : countFrom(Number(after) + 1);
  },
});

async function* countFrom(first: number) {
  for (let n = first; n <= 2; n++) yield { id: BigInt(n), entry: n };
  throw shop.SoldOut();
}

async function* countWhen(begin: Promise<void>) {
  await begin;
  yield* countFrom(1);
}

let server: HttpServer;
const options = (): HttpOptions => ({
  ...{ service: "shop", log: silentLog, metrics: createMetrics("shop"), checks: {}, routes },
});
async function start(other: Partial<HttpOptions> = {}): Promise<HttpServer["app"]> {
  server = await httpServer({ ...options(), ...other });
  return server.app;
}
afterEach(() => server[Symbol.asyncDispose]());

describe("a route", () => {
  it("behind a guard says what the guard says, whatever it is asked", async () => {
    const guarded = routes.map((route) => ({
      ...route,
      guard: ({ authorization }: IncomingHttpHeaders) => (authorization === "me" ? undefined : shop.SoldOut()),
    }));
    const app = await start({ routes: guarded });
    expect((await app.inject("/v1/items/none")).json().code).toBe(shop.SoldOut.code);
    expect((await app.inject({ url: "/v1/items/7", headers: { authorization: "me" } })).statusCode).toBe(200);
  });

  it("reads path and query by their types and answers by its own", async () => {
    const app = await start();
    const { statusCode, body } = await app.inject("/v1/items/7?dear=true&tags=a&tags=b");
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({
      item: { id: 7, price: "1000000000000000000000000000000", note: null },
      tags: ["a", "b"],
    });
    expect(JSON.parse((await app.inject("/v1/items/7?tags=a")).body).tags).toEqual(["a"]);
  });

  it("whose answer stays the same sends it compressed to who reads that, and not again to who has it", async () => {
    const [written, lists] = [vi.fn(u32.toJson), [[1, 2, 3], [4]]];
    const list = endpoint("GET /v1/lists/:at", {
      ...{ summary: "A list.", params: { at: u32 }, steady: true },
      reply: vec({ ...u32, toJson: written }, { max: 9 }),
    });
    const app = await start({ routes: implement({ list }, { list: ({ at }) => lists[at] as number[] }) });
    const get = (at: number, headers: Record<string, string> = {}) => app.inject({ url: `/v1/lists/${at}`, headers });
    const plain = await get(0);
    expect(plain).toMatchObject({ statusCode: 200, body: "[1,2,3]", headers: { "cache-control": "no-cache" } });
    const tag = String(plain.headers["etag"]);
    for (const given of [tag, `W/"other", ${tag}`, "*"])
      expect(await get(0, { "if-none-match": given })).toMatchObject({
        statusCode: 304,
        body: "",
        headers: { etag: tag },
      });
    expect(await get(1, { "if-none-match": tag })).toMatchObject({ statusCode: 200, body: "[4]" });

    for (const reads of ["gzip", "br, gzip", "deflate, gzip;q=0.5"]) {
      const { headers, rawPayload } = await get(0, { "accept-encoding": reads });
      expect(headers).toMatchObject({
        "content-encoding": "gzip",
        vary: expect.stringContaining("accept-encoding"),
        etag: tag,
      });
      expect(gunzipSync(rawPayload).toString()).toBe("[1,2,3]");
    }
    for (const reads of ["br", "gzip;q=0", "identity"])
      expect((await get(0, { "accept-encoding": reads })).headers["content-encoding"]).toBeUndefined();
    expect(written).toHaveBeenCalledTimes(4);
  });

  it("answers with the status it declares", async () => {
    const app = await start();
    const answer = await app.inject({ method: "POST", url: "/v1/items", payload: { id: 1, price: "2" } });
    expect(answer.statusCode).toBe(201);
  });

  it("streams JSON lines, or events when asked for; a failure is the last entry", async () => {
    const app = await start();
    const lines = (await app.inject("/v1/counter")).body.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      1,
      2,
      { problem: expect.objectContaining({ code: "shop.SoldOut" }) },
    ]);
    const events = await app.inject({ url: "/v1/counter", headers: { accept: "text/event-stream" } });
    expect(events.body).toMatch(/^id: 1\ndata: 1\n\nid: 2\ndata: 2\n\nevent: problem\ndata: \{.*shop\.SoldOut/);
  });

  it("is not silent for long as events: a comment comes where no entry does", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const app = await start({ routes: implement({ wait: shopApi.count }, { wait: () => countWhen(late.promise) }) });
    const late = Promise.withResolvers<void>();
    const events = app.inject({ url: "/v1/counter", headers: { accept: "text/event-stream" } });
    const lines = app.inject("/v1/counter");
    await vi.advanceTimersByTimeAsync(2.5 * streamBeatMs);
    late.resolve();
    vi.useRealTimers();
    expect((await events).body).toMatch(/^:\n\n:\n\nid: 1\n/);
    expect((await lines).body).toMatch(/^1\n2\n/);
  });

  it("goes on behind the last entry that the client has; what cannot be gone on with is an answer of its own", async () => {
    const app = await start();
    const from = (id: string) =>
      app.inject({ url: "/v1/counter", headers: { accept: "text/event-stream", "last-event-id": id } });
    expect((await from("1")).body).toMatch(/^id: 2\n/);
    expect((await from("")).body).toMatch(/^id: 1\n/);
    expect(await from("2")).toMatchObject({ statusCode: 204, body: "" });
    expect(await from("3")).toMatchObject({ statusCode: 409, body: expect.stringContaining("shop.SoldOut") });
    expect(await from("x")).toMatchObject({ statusCode: 400, body: expect.stringContaining("codec.BadJson") });
    expect((await from("x")).body).toContain("field: Last-Event-ID");
  });
});

describe("an error that its endpoint does not declare", () => {
  it("is told, and logged as a fault of ours; a declared one is not", async () => {
    const error = vi.fn();
    const app = await start({ log: { ...silentLog, error } as unknown as HttpOptions["log"] });
    expect((await app.inject("/v1/items/404")).statusCode).toBe(409);
    expect(error).not.toHaveBeenCalled();
    expect((await app.inject("/v1/counter")).body).toContain("shop.SoldOut");
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ path: "/v1/counter" }), expect.any(String));
  });
});

describe("bad input", () => {
  const post = (payload: string, type = "application/json") =>
    ({ method: "POST", url: "/v1/items", payload, headers: { "content-type": type } }) as const;

  it.each([
    ["a parameter of the wrong form", { url: "/v1/items/x" }, 400, "codec.BadJson"],
    ["an unknown query field", { url: "/v1/items/1?color=red" }, 400, "codec.BadJson"],
    ["a missing field", post('{"id":1}'), 400, "codec.BadJson"],
    ["no JSON at all", post("{"), 400, "service-kit.BadRequest"],
    ["an empty body", post(""), 400, "codec.BadJson"],
    ["a body in another format", post("a=1", "text/plain"), 415, "service-kit.UnsupportedMediaType"],
    [
      "a body over the limit",
      post(JSON.stringify({ id: 1, price: "0".repeat(2000) })),
      413,
      "service-kit.BodyTooLarge",
    ],
    ["an unknown path", { url: "/v2/nothing" }, 404, "service-kit.RouteNotFound"],
    ["a path that does not decode", { url: "/v1/items/%zz" }, 400, "service-kit.BadRequest"],
    ["another method", { method: "DELETE", url: "/v1/items/1" } as const, 405, "service-kit.MethodNotAllowed"],
    ["what the handler refuses", { url: "/v1/items/404" }, 409, "shop.SoldOut"],
  ])("is answered with a problem: %s", async (_, request, status, code) => {
    const app = await start();
    const answer = await app.inject(request);
    expect(answer.headers["content-type"]).toMatch("application/problem+json");
    expect(JSON.parse(answer.body)).toMatchObject({ status, code });
    expect(answer.statusCode).toBe(status);
  });

  it("names the field and what was expected", async () => {
    const app = await start();
    const { detail, data } = JSON.parse((await app.inject("/v1/items/x")).body);
    expect(data.field).toBe("id");
    expect(detail).toContain("an integer from 0 to 4294967295");
  });

  it("says which field is not known, and which are", async () => {
    const app = await start();
    const { data } = JSON.parse((await app.inject(post('{"id":1,"price":"1","colour":"red"}'))).body);
    expect(data).toMatchObject({ field: "colour", reason: "there is no such field" });
    expect(data.known.split(", ")).toEqual(expect.arrayContaining(["id", "price"]));
    expect(data).not.toHaveProperty("expected");
  });

  it.each([
    ["{bad", "the body is not JSON", 1],
    ['{"id":', "the body is not JSON", 6],
    ['{"__proto__":{}}', "the body has a field __proto__ or constructor", undefined],
  ])("says what is wrong with the body %s, and where", async (body, reason, position) => {
    const app = await start();
    const { data, detail } = JSON.parse((await app.inject(post(body))).body);
    expect(data).toEqual({ reason, position });
    expect(detail).not.toContain("content-type");
  });

  it.each([
    ['{"id":1,"price":"1","price":"2"}', "price", 20],
    ['{"id":1,"\\u0069d":2,"price":"1"}', "id", 8],
  ])("takes no body in which a name has two values: %s", async (body, name, position) => {
    const answer = JSON.parse((await (await start()).inject(post(body))).body);
    expect(answer).toMatchObject({ status: 400, code: "service-kit.BadRequest" });
    expect(answer.data).toEqual({ reason: "the body has a name twice in one object", name, position });
  });

  it("says how large a body may be", async () => {
    const app = await start();
    const { detail, data } = JSON.parse((await app.inject(post(`"${"0".repeat(2000)}"`))).body);
    expect(data).toEqual({ limit: 1000 });
    expect(detail).toBe("The request body has more bytes than its limit. (limit: 1000)");
  });

  it("says which methods a path takes", async () => {
    const app = await start();
    expect((await app.inject({ method: "DELETE", url: "/v1/items" })).headers["allow"]).toBe("POST");
  });

  it("keeps our own faults to the log", async () => {
    const app = await start();
    const answer = await app.inject("/v1/items/500");
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("secret detail");
    expect(JSON.parse(answer.body)).toMatchObject({ code: "service-kit.Internal" });
  });

  it("turns driver errors into problems where a classifier knows them", async () => {
    const app = await start({ classify: () => shop.SoldOut() });
    expect((await app.inject("/v1/items/500")).statusCode).toBe(409);
  });

  it("is limited in rate, health and metrics are not", async () => {
    const app = await start({ requestsPerMinute: 1 });
    expect((await app.inject("/v1/items/1")).statusCode).toBe(200);
    const second = await app.inject("/v1/items/1");
    expect(second.statusCode).toBe(429);
    expect(second.headers["retry-after"]).toBeDefined();
    expect(JSON.parse(second.body)).toMatchObject({ code: "service-kit.TooManyRequests" });
    expect((await app.inject("/healthz")).statusCode).toBe(200);
  });
});

describe("what every service serves", () => {
  const about = {
    network: { name: "net", title: "A <Net>", development: true },
    genesisHash: `0x${"ab".repeat(32)}` as const,
    facts: () => ({ block: 7 }),
    note: "And more.",
  };

  it("says at / what it is and where to go on: as JSON, and as a page for browsers", async () => {
    const app = await start({ about });
    const { service, version, network, genesisHash, facts, note, links } = (await app.inject("/")).json();
    expect({ service, network, genesisHash, facts, note }).toEqual({
      ...{ service: "shop", network: about.network, genesisHash: about.genesisHash },
      ...{ facts: { block: 7 }, note: "And more." },
    });
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(Object.keys(links)).toEqual(expect.arrayContaining(["/docs", "/v1/counter", "/readyz", "/metrics"]));
    const { headers, body } = await app.inject({ url: "/", headers: { accept: "text/html,*/*;q=0.8" } });
    expect(headers).toMatchObject({ "content-type": "text/html; charset=utf-8", vary: "accept" });
    expect(body).toContain("A &#60;Net&#62;: shop");
    for (const path of Object.keys(links)) {
      expect(body).toContain(`<a href="${path}">`);
      expect((await app.inject({ method: "HEAD", url: path })).statusCode).toBe(200);
    }
  });

  it("says at / what it is also without routes of its own, and without a network", async () => {
    const { routes: _, ...bare } = { ...options(), metrics: createMetrics("shop") };
    server = await httpServer(bare);
    const landing = (await server.app.inject("/")).json();
    expect(landing).toMatchObject({ service: "shop", facts: {} });
    expect(Object.keys(landing.links)).toEqual(["/healthz", "/readyz", "/metrics"]);
  });

  it("is alive, and ready once every check holds", async () => {
    let down = true;
    const app = await start({
      checks: {
        fine: () => {},
        store: async () => {
          if (down) throw shop.SoldOut();
        },
      },
    });
    expect((await app.inject("/healthz")).statusCode).toBe(200);
    const lacking = await app.inject("/readyz");
    expect(lacking.statusCode).toBe(503);
    expect(JSON.parse(lacking.body).checks).toEqual({ fine: "ok", store: "Nothing is left." });
    down = false;
    expect((await app.inject("/readyz")).statusCode).toBe(200);
  });

  it("counts requests by route pattern in its metrics", async () => {
    const app = await start();
    await app.inject("/v1/items/7");
    const { body } = await app.inject("/metrics");
    expect(body).toContain(
      'shop_http_request_seconds_count{service="shop",method="GET",route="/v1/items/:id",status="200"} 1',
    );
  });

  it("documents its routes as OpenAPI 3.1, problems included", async () => {
    const app = await start();
    const document = JSON.parse((await app.inject("/openapi.json")).body);
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toEqual(["/v1/items/{id}", "/v1/items", "/v1/counter"]);
    const { responses, parameters } = document.paths["/v1/items/{id}"].get;
    expect(responses[409].description).toContain("shop.SoldOut");
    expect(parameters).toContainEqual(expect.objectContaining({ in: "path", name: "id", required: true }));
    const counter = document.paths["/v1/counter"].get;
    expect(Object.keys(counter.responses[200].content)).toEqual(["text/event-stream", "application/x-ndjson"]);
    expect(counter.parameters).toContainEqual(expect.objectContaining({ in: "header", name: "last-event-id" }));
    expect((await app.inject("/docs")).statusCode).toBe(200);
  });

  it("may be used by pages of any origin", async () => {
    const app = await start();
    const headers = { origin: "https://app.example", "access-control-request-method": "POST" };
    const preflight = await app.inject({ method: "OPTIONS", url: "/v1/items", headers });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST, PUT, DELETE",
      "access-control-allow-headers": "content-type, traceparent, last-event-id",
    });
    const refused = await app.inject({ url: "/v1/nothing", headers });
    expect(refused.headers["access-control-allow-origin"]).toBe("*");
  });
});
