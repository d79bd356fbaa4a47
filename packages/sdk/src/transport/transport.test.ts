import { streamBeatMs } from "@pha/api";
import type { Json } from "@pha/codec";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { errors } from "../errors.ts";
import { skipPauses } from "../testing/no-waiting.ts";
import { Transport } from "./transport.ts";

skipPauses();

const maxReplyBytes = 1_000;
const names = ["http://a", "http://b", "http://c"] as const;

/** How a server behaves: it answers with JSON, a status, an error, or entries of a stream and then an error. */
type Behaviour = Json | Response | Error | (() => Response | Promise<Response>);

let servers: Record<string, Behaviour>;
/** Requests so far, as `http://a GET /path`. */
let asked: string[];
let transport: Transport;

/** Nothing was sent. */
const down = new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
/** Something was. */
const cut = new TypeError("fetch failed", { cause: { code: "UND_ERR_SOCKET" } });
const busy =
  (code = "chain.Fenced") =>
  () =>
    Response.json({ code, detail: "elsewhere", status: 503 }, { status: 503 });
const lost = () =>
  Response.json({ code: "haproxy.ChainLost", detail: "lost", title: "ChainLost", status: 502 }, { status: 502 });
/** A stream that breaks after some entries. */
const breaking = (...numbers: number[]) => {
  return () => {
    const parts = numbers.map((number) => new TextEncoder().encode(`data: {"number":${number}}\n\n`));
    const body = new ReadableStream<Uint8Array>({
      pull(stream) {
        const part = parts.shift();
        if (part) stream.enqueue(part);
        else stream.error(new TypeError("terminated"));
      },
    });
    return new Response(body);
  };
};

beforeEach(() => {
  servers = { "http://a": { number: 1 }, "http://b": { number: 2 }, "http://c": { number: 3 } };
  asked = [];
  transport = new Transport(names, async (url, { method = "GET" } = {}) => {
    const name = url.slice(0, 8);
    asked.push(`${name} ${method} ${url.slice(8)}`);
    const behaviour = servers[name];
    if (behaviour instanceof Error) throw behaviour;
    if (typeof behaviour === "function") return behaviour();
    return behaviour instanceof Response ? behaviour : Response.json(behaviour);
  });
});

const numberOf = (body: unknown) => {
  const { number } = body as { number?: unknown };
  if (typeof number !== "number") throw new Error("no number");
  return number;
};
const read = () => transport.ask({ method: "GET", path: "/v1/x", maxReplyBytes }, numberOf);
const failureOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);
const everyone = (behaviour: Behaviour) => {
  for (const name of names) servers[name] = behaviour;
};

describe("a read", () => {
  it("stays with the first server while that is well", async () => {
    for (let i = 0; i < 3; i++) expect(await read()).toBe(1);
  });

  it.each<[string, Behaviour]>([
    ["cannot be reached", down],
    ["is unavailable", busy()],
    ["stands behind a proxy that lost it", () => new Response("<html>", { status: 502 })],
    ["breaks off half-way", () => new Response('{"num')],
  ])("goes to the next one when it %s, and stays there", async (_, behaviour) => {
    servers["http://a"] = behaviour;
    expect(await read()).toBe(2);
    servers["http://a"] = { number: 1 };
    expect(await read()).toBe(2);
    expect(asked.filter((request) => request.startsWith("http://a"))).toHaveLength(1);
  });

  it("goes to the next one when it says nothing for ten seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    transport = new Transport(names, (url, init) => {
      if (!url.startsWith("http://a")) return Promise.resolve(Response.json({ number: 2 }));
      return new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
    });
    const answer = read();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await answer).toBe(2);
    vi.useRealTimers();
  });

  it("is not asked again when it was refused", async () => {
    servers["http://a"] = () =>
      Response.json({ code: "chain.BlockNotFound", detail: "No such block." }, { status: 404 });
    expect(await failureOf(read())).toMatchObject({ code: "remote.chain.BlockNotFound" });
    expect(asked).toEqual(["http://a GET /v1/x"]);
  });

  it("fails after each was asked once, naming them all and what the last one said", async () => {
    everyone(down);
    expect(await failureOf(read())).toMatchObject({
      code: errors.Unreachable.code,
      data: { url: "http://a, http://b, http://c" },
    });
    servers["http://c"] = busy();
    expect(await failureOf(read())).toMatchObject({ message: expect.stringMatching(/http:\/\/b, .*chain\.Fenced/) });
    expect(asked).toHaveLength(6);
  });

  it.each<[string, Behaviour]>([
    ["broke off", cut],
    ["broke off half-way", breaking(1)],
    ["was lost behind a balancer", lost],
  ])("is asked of one other server when one %s, and then of none: it may be its doing", async (_, behaviour) => {
    everyone(behaviour);
    expect(await failureOf(read())).toMatchObject({ code: errors.Unreachable.code });
    expect(asked).toHaveLength(2);
  });

  it("is asked of a balancer once more when that has lost the server behind it", async () => {
    transport = new Transport("http://a", async () => {
      asked.push("a");
      return asked.length > 1 ? Response.json({ number: 1 }) : lost();
    });
    expect(await read()).toBe(1);
  });

  it("is given up when a server sends without end, before that fills the memory", async () => {
    const mebibyte = new Uint8Array(1_048_576).fill(0x20);
    let sent = 0;
    const endless = () => {
      const pull = (stream: ReadableStreamDefaultController<Uint8Array>) => {
        sent++;
        stream.enqueue(mebibyte);
      };
      return new Response(new ReadableStream({ pull }));
    };
    transport = new Transport("http://a/", async () => endless());
    expect(await failureOf(read())).toMatchObject({ code: errors.UnexpectedReply.code });
    expect(sent).toBeLessThan(80);
  });

  it("is made by a browser's own fetch, which refuses to be called as any object's method", async () => {
    function pageFetch(this: unknown) {
      if (this !== undefined && this !== globalThis) throw new TypeError("Illegal invocation");
      return Promise.resolve(Response.json({ number: 7 }));
    }
    transport = new Transport("http://a/", pageFetch);
    expect(await read()).toBe(7);
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ["the connection fails", () => Promise.reject(down)],
    ["the answer breaks off", breaking(1)],
  ])("says why it did not reach a server: %s", async (_, behaviour) => {
    transport = new Transport("http://a/", async () => behaviour());
    expect(await failureOf(read())).toMatchObject({ code: errors.Unreachable.code, cause: expect.any(TypeError) });
  });

  it.each([200, 502])("says that an answer of status %i is no JSON", async (status) => {
    transport = new Transport("http://a/", async () => new Response("<html>", { status }));
    expect(await failureOf(read())).toMatchObject({
      code: errors.UnexpectedReply.code,
      data: { status },
      cause: expect.any(SyntaxError),
    });
  });

  it("of one server fails with that server's own word", async () => {
    transport = new Transport("http://a/", async () => busy()());
    expect(await failureOf(read())).toMatchObject({ code: "remote.chain.Fenced" });
  });

  it("moves on once, however many requests find a server lost at the same moment", async () => {
    servers["http://a"] = down;
    expect(await Promise.all([read(), read(), read()])).toEqual([2, 2, 2]);
    expect(await read()).toBe(2);
  });
});

describe("a post", () => {
  const post = (path: string, repeatable = false) =>
    transport.ask({ method: "POST", path, maxReplyBytes, body: {}, repeatable }, numberOf);

  it("that only computes goes to the next server as a read does", async () => {
    servers["http://a"] = down;
    expect(await post("/v1/proofs", true)).toBe(2);
  });

  it.each<[string, Behaviour]>([
    ["is lost", down],
    ["is unavailable", busy()],
  ])("that may have been done is not asked of a second server when the first one %s", async (_, behaviour) => {
    await read();
    servers["http://a"] = behaviour;
    expect(await failureOf(post("/v1/dev/faucet"))).toHaveProperty("kind", "unavailable");
    expect(asked.filter((request) => request.includes("POST"))).toEqual(["http://a POST /v1/dev/faucet"]);
    expect(await post("/v1/dev/faucet")).toBe(2); // asked anew by the caller
  });

  it("that may be done once only is first asked of a server that serves", async () => {
    servers["http://a"] = down;
    servers["http://b"] = busy();
    expect(await post("/v1/dev/faucet")).toBe(3);
    expect(asked.filter((request) => request.includes("POST"))).toEqual(["http://c POST /v1/dev/faucet"]);
    everyone(down);
    expect(await failureOf(post("/v1/dev/faucet"))).toBeInstanceOf(Error);
    expect(await failureOf(post("/v1/dev/faucet"))).toMatchObject({ data: { url: names.join(", ") } });
  });
});

describe("a stream", () => {
  const follow = async () => {
    const seen: unknown[] = [];
    try {
      const request = { method: "GET", path: "/v1/x/events", maxReplyBytes };
      for await (const number of transport.stream(request, numberOf, AbortSignal.timeout(5_000))) seen.push(number);
    } catch (error) {
      seen.push((error as { code: string }).code);
    }
    return seen;
  };
  const ending = (number: number) => () => new Response(`data: {"number":${number}}\n\n`);

  it("that breaks is read from the next server", async () => {
    servers["http://a"] = breaking(1);
    servers["http://b"] = breaking();
    servers["http://c"] = ending(9);
    expect(await follow()).toEqual([1, 9]);
    servers["http://c"] = { number: 3 };
    expect(await read()).toBe(3);
  });

  it("ends when it breaks at every server, and at the first one again", async () => {
    everyone(breaking());
    expect(await follow()).toEqual([errors.Unreachable.code]);
    expect(asked).toHaveLength(4);
  });

  it("that breaks is read on behind the last entry that came, also from the only server", async () => {
    const told = ['id: 7\ndata: {"number":1}\n\n: beat\n\n', 'id: 8\ndata: {"number":2}\n\n'];
    const after: (string | null)[] = [];
    transport = new Transport("http://a", async (_, { headers } = {}) => {
      after.push(new Headers(headers).get("last-event-id"));
      const part = told.shift();
      if (part === undefined) return new Response(null, { status: 204 });
      const entry = new TextEncoder().encode(part);
      let sent = false;
      const pull = (stream: ReadableStreamDefaultController<Uint8Array>) => {
        if (sent) return stream.error(new TypeError("terminated"));
        sent = true;
        stream.enqueue(entry);
      };
      return new Response(new ReadableStream({ pull }));
    });
    expect(await follow()).toEqual([1, 2]);
    expect(after).toEqual([null, "7", "8"]);
  });

  it("that falls silent is given up and read from the next server; comments are no silence", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const talk = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
    transport = new Transport(names, async (url, { signal } = {}) => {
      asked.push(url);
      if (!url.startsWith("http://a")) return ending(9)();
      const start = (stream: ReadableStreamDefaultController<Uint8Array>) => {
        signal?.addEventListener("abort", () => stream.error(signal.reason));
        talk.resolve(stream);
      };
      return new Response(new ReadableStream<Uint8Array>({ start }));
    });
    const seen = follow();
    const stream = await talk.promise;
    for (let beat = 0; beat < 4; beat++) {
      await vi.advanceTimersByTimeAsync(streamBeatMs);
      stream.enqueue(new TextEncoder().encode(":\n\n"));
    }
    await vi.advanceTimersByTimeAsync(2 * streamBeatMs);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2 * streamBeatMs);
    vi.useRealTimers();
    expect(await seen).toEqual([9]);
  });

  it("ends with the service's refusal", async () => {
    servers["http://a"] = () =>
      new Response('event: problem\ndata: {"code":"chain-api.NotFound","detail":"no","status":404}\n\n');
    expect(await follow()).toEqual(["remote.chain-api.NotFound"]);
    expect(asked).toHaveLength(1);
  });
});

describe("a stream that was read enough", () => {
  const read = async (url: string, body: ReadableStream<Uint8Array>) => {
    servers[url] = () => new Response(body);
    const request = { method: "GET", path: "/v1/x", maxReplyBytes };
    for await (const number of transport.stream(request, numberOf, AbortSignal.timeout(5_000))) return number;
    return undefined;
  };
  const entry = new TextEncoder().encode('data: {"number":7}\n\n');

  it("is not broken off when it ends by itself soon", async () => {
    const cancel = vi.fn();
    const ended = Promise.withResolvers<void>();
    const start = (stream: ReadableStreamDefaultController<Uint8Array>) => {
      stream.enqueue(entry);
      setTimeout(() => {
        stream.close();
        ended.resolve();
      }, 20);
    };
    expect(await read("http://a", new ReadableStream({ start, cancel }))).toBe(7);
    await ended.promise;
    expect(cancel).not.toHaveBeenCalled();
  });

  it("is, when it goes on", async () => {
    const left = Promise.withResolvers<void>();
    const start = (stream: ReadableStreamDefaultController<Uint8Array>) => stream.enqueue(entry);
    expect(await read("http://a", new ReadableStream({ start, cancel: () => left.resolve() }))).toBe(7);
    await left.promise;
  });
});
