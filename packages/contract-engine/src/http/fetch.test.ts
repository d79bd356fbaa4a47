import { concat } from "@pha/codec";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { Bench, codeOf, resultOf } from "../testing.ts";
import { errors } from "./errors.ts";
import type { HttpRequest, HttpResponse } from "./exchange.ts";
import { fakeNetwork, respond } from "./testing.ts";

const never = () => new Promise<HttpResponse>(() => {});

/** A pool on a network, whose queries may take so long. */
function open(answer: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>, limits = {}) {
  const network = fakeNetwork(answer);
  const bench = new Bench(limits, { exchange: network.exchange, isAllowed: (place) => place === "local.test:8080" });
  return { ...network, bench, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

/** One pool for all tests that need no limits of their own: what it is asked goes to `answer`. */
let answer: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;
const shared = open((request) => answer(request));
afterAll(() => shared[Symbol.asyncDispose]());

/** The shared pool, on a network that answers so from now on. */
function onNetwork(given: typeof answer) {
  answer = given;
  shared.requests.length = 0;
  return shared;
}

const caught = (call: string) => `try { ${call}; return "sent"; } catch (error) { return [error.name, error.code]; }`;

it("a query fetches, waits, and goes on with what came, where it was", async () => {
  const web = onNetwork(({ method, url, body }) =>
    respond(JSON.stringify({ method, url, body: body && new TextDecoder().decode(body) }), {
      headers: [
        ["content-type", "application/json"],
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
      ],
    }),
  );
  const body = `
    const before = { text: "kept", map: new Map([[1, 2]]) };
    const one = await ctx.http.fetch("https://a.example/x?y#z");
    const two = await ctx.http.fetch(new Request("https://b.example", { method: "post", body: "é", headers: { A: "b" } }));
    return [before.text, before.map.get(1), one.ok, one.status, one.url, one.headers.getSetCookie(), await one.json(), await two.text()];`;
  expect(resultOf(await web.bench.query(body))).toEqual([
    ...["kept", 2, true, 200, "https://a.example/x?y", ["a=1", "b=2"]],
    { method: "GET", url: "https://a.example/x?y" },
    '{"method":"POST","url":"https://b.example/","body":"é"}',
  ]);
  expect(web.requests[1]?.headers).toEqual([
    ["a", "b"],
    ["content-type", "text/plain;charset=UTF-8"],
  ]);
});

it("several are under way at once, five at most, and the first that is there goes on first", async () => {
  let running = 0;
  let most = 0;
  const web = onNetwork(async ({ url }) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    return url.endsWith("/slow") ? never() : respond(url.at(-1));
  });
  const all = `return Promise.all([...Array(8).keys()].map(async (n) => (await ctx.http.fetch("https://a.example/" + n)).text()));`;
  expect(resultOf(await web.bench.query(all))).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
  expect(most).toBe(5);
});

it("what is not awaited is part of the query, and what fails unheard fails it", async () => {
  const web = onNetwork(() => {
    throw errors.Cut();
  });
  expect(codeOf(await web.bench.query("ctx.http.fetch('https://a.example'); return 1;"))).toBe("contract.http.Cut");
  expect(web.requests).toHaveLength(1);
});

it("a fetch has its time, and so has the query", async () => {
  await using web = open(never, { fetchMs: 40 });
  const own = caught("await ctx.http.fetch('https://a.example', { signal: AbortSignal.timeout(5) })");
  expect(resultOf(await web.bench.query(own))).toEqual(["TimeoutError", "http.TimedOut"]);
  const all = caught("await ctx.http.fetch('https://a.example')");
  expect(resultOf(await web.bench.query(all))).toEqual(["TimeoutError", "http.TimedOut"]);
  expect(web.cancelled()).toBe(2);
  await using late = open(never, { wallMs: 1_500 });
  await late.bench.start();
  expect(codeOf(await late.bench.query(all))).toBe("contract-engine.WallTimeExceeded");
  expect(late.cancelled()).toBe(1);
});

it("a query that waits holds no thread, and none waits beyond its contract's share", async () => {
  const gate = Promise.withResolvers<void>();
  const web = onNetwork(async () => {
    await gate.promise;
    return respond("1");
  });
  const wait = "return (await ctx.http.fetch('https://a.example')).json();";
  await web.bench.start();
  const waiting: Promise<string>[] = [];
  for (let i = 0; i < 20; i++) {
    waiting.push(web.bench.query(wait).then(codeOf, ({ code }) => code));
    await web.bench.query("return 1;"); // so that no more than a few wait for a thread
  }
  gate.resolve();
  const codes = await Promise.all(waiting);
  expect(codes.filter((code) => code === "1")).toHaveLength(16);
  expect(codes.filter((code) => code === "contract-engine.Overloaded")).toHaveLength(4);
});

it("gas goes on over what is waited for, and ends a query that fetches for ever", async () => {
  const web = onNetwork(() => respond("x".repeat(100)));
  const fetching = (times: number) =>
    `for (let i = 0; i < ${times}; i++) await (await ctx.http.fetch("https://a.example")).text(); return 1;`;
  const [one, two] = [await web.bench.query(fetching(1)), await web.bench.query(fetching(2))];
  expect(two.gas).toBeGreaterThan(one.gas + 500_000);
  await using poor = open(() => respond(), { gas: one.gas });
  expect(codeOf(await poor.bench.query(fetching(3)))).toBe("contract-engine.GasExhausted");
  expect(codeOf(await web.bench.query(fetching(17)))).toBe("contract.http.TooManyFetches");
});

it("what is refused counts among the fetches of a query, and a URL costs by its length", async () => {
  const web = onNetwork(() => respond());
  const refused = (host: string) =>
    `let code; for (let i = 0; i < 17; i++) try { await ctx.http.fetch("ftp://" + ${host}); } catch (error) { code = error.code; } return code;`;
  const [short, long] = [await web.bench.query(refused('"a"')), await web.bench.query(refused('"a".repeat(1000)'))];
  expect([resultOf(short), resultOf(long)]).toEqual(["http.TooManyFetches", "http.TooManyFetches"]);
  expect(long.gas).toBeGreaterThan(short.gas + 17 * 2 * 999 * 20_000);
});

it("nothing of a query that waited is found by the next, and what one waits with nobody else changes", async () => {
  const gate = Promise.withResolvers<void>();
  const web = onNetwork(async () => {
    await gate.promise;
    return respond("secret");
  });
  const first = web.bench.query(
    "globalThis.leak = 'secret'; const a = ctx.random(8).join(); const text = await (await ctx.http.fetch('https://a.example')).text(); return [globalThis.leak, text, a === ctx.random(8).join()];",
  );
  expect(resultOf(await web.bench.query("globalThis.leak ??= 'other'; return globalThis.leak;"))).toBe("other");
  gate.resolve();
  expect(resultOf(await first)).toEqual(["secret", "secret", false]);
  expect(resultOf(await web.bench.query("return typeof globalThis.leak;"))).toBe("undefined");
});

it.each([
  ["plain http", "http://a.example", "http.NotProtected"],
  ["this machine", "https://127.0.0.1", "http.AddressRefused"],
  ["this machine, in another way of writing", "https://0x7f.1/", "http.AddressRefused"],
  ["this machine by IPv6", "https://[::1]/", "http.AddressRefused"],
  ["IPv4 in IPv6", "https://[::ffff:10.0.0.1]/", "http.AddressRefused"],
  ["a metadata service", "https://169.254.169.254/latest", "http.AddressRefused"],
  ["a private network", "https://192.168.1.1", "http.AddressRefused"],
  ["a carrier's network", "https://100.64.0.1", "http.AddressRefused"],
  ["a unique local address", "https://[fd00::1]", "http.AddressRefused"],
  ["a group", "https://224.0.0.1", "http.AddressRefused"],
  ["a local name", "https://metadata.google.internal", "http.AddressRefused"],
  ["the port of mail", "https://a.example:25", "http.AddressRefused"],
  ["a file", "file:///etc/passwd", "http.BadFetch"],
  ["a password in the URL", "https://a:b@a.example", "http.BadFetch"],
])("%s is not fetched from, nor after a redirect", async (_, url, code) => {
  const web = onNetwork((request) =>
    request.url === "https://first.example/"
      ? respond("", { status: 307, headers: [["location", url]] })
      : respond("!"),
  );
  expect(resultOf(await web.bench.query(caught(`await ctx.http.fetch(args)`), url))).toEqual(["TypeError", code]);
  expect(web.requests).toHaveLength(0);
  const [, redirected] = resultOf(
    await web.bench.query(caught("await ctx.http.fetch('https://first.example')")),
  ) as string[];
  expect([code, "http.RedirectRefused"]).toContain(redirected);
  expect(web.requests).toHaveLength(1);
});

it("what a development network's settings allow is fetched from, and nothing beside it", async () => {
  const web = onNetwork(() => respond("here"));
  const text = "return (await ctx.http.fetch(args)).text();";
  expect(resultOf(await web.bench.query(text, "http://local.test:8080/a"))).toBe("here");
  expect(codeOf(await web.bench.query(text, "http://local.test:8081/a"))).toBe("contract.http.NotProtected");
});

it("redirects are followed as the standard has it, and no secret goes to another server", async () => {
  const headers = [["location", "https://other.example/end"]] as const;
  const web = onNetwork(({ url }) => (url.includes("first") ? respond("", { status: 302, headers }) : respond("end")));
  const init = `{ method: "POST", body: "secret", headers: { authorization: "secret", "x-own": "1" } }`;
  const post = (more: string) =>
    `const r = await ctx.http.fetch("https://first.example", { ...${init}, ${more} }); return [r.status, r.url, r.redirected];`;
  expect(resultOf(await web.bench.query(post("")))).toEqual([200, "https://other.example/end", true]);
  expect(web.requests[1]).toEqual({
    ...{ method: "GET", url: "https://other.example/end", body: undefined, headers: [["x-own", "1"]] },
    ...{ id: 0, redirect: "follow", timeoutMs: null },
  });
  expect(resultOf(await web.bench.query(post("redirect: 'manual'")))).toEqual([302, "https://first.example/", false]);
  expect(codeOf(await web.bench.query(post("redirect: 'error'")))).toBe("contract.http.RedirectRefused");
  const loop = onNetwork(() => respond("", { status: 301, headers: [["location", "/again"]] }));
  expect(codeOf(await loop.bench.query(post("")))).toBe("contract.http.RedirectRefused");
  expect(loop.requests).toHaveLength(6);
});

it.each([
  ["a line in a header's value", { headers: { a: "b\r\nc: d" } }, undefined],
  ["a line in a header's name", { headers: { "a\r\nb": "c" } }, undefined],
  ["a header beyond bytes", { headers: { a: "\u0100" } }, undefined],
  ["a length of one's own", { headers: { "Content-Length": "3" } }, "http.BadFetch"],
  ["another host", { headers: { host: "b.example" } }, "http.BadFetch"],
  ["chunks of one's own", { headers: { "transfer-encoding": "chunked" } }, "http.BadFetch"],
  ["a method of two lines", { method: "GET / HTTP/1.1\r\nA: b" }, undefined],
  ["a tunnel", { method: "CONNECT" }, "http.BadFetch"],
  ["what is sent in capitals", { method: "trace" }, "http.BadFetch"],
  ["a GET with a body", { body: "a" }, undefined],
  ["a body that is too long", { method: "PUT", body: "b".repeat(262_100) }, "http.RequestTooLarge"],
])("%s is not sent", async (_, init, code) => {
  const web = onNetwork(() => respond());
  const [name, got] = resultOf(
    await web.bench.query(caught("await ctx.http.fetch('https://a.example', args)"), init),
  ) as string[];
  expect([name, got ?? undefined]).toEqual(["TypeError", code]);
  expect(web.requests).toHaveLength(0);
});

it("a contract that breaks what an answer is brought with fails by that, and waits for nothing", async () => {
  const web = onNetwork(() => respond("a"));
  const broken =
    'Map.prototype.get = () => { throw new Error("own"); }; return (await ctx.http.fetch("https://a.example")).status;';
  expect(codeOf(await web.bench.query(broken))).toBe("contract-engine.ContractThrew");
});

it("what was read of answers and let go leaves room for those to come", async () => {
  const web = onNetwork(() => respond("x".repeat(2 << 20)));
  const body = `
    let length = 0;
    for (let i = 0; i < 16; i++) length += (await (await ctx.http.fetch("https://a.example")).bytes()).length;
    return length;`;
  expect(resultOf(await web.bench.query(body))).toBe(16 * (2 << 20));
});

it.each([0x00, 0x01, 0x61, 0xff])(
  "a text of 2 MiB of byte %i has room, whatever becomes of each on its way",
  async (byte) => {
    const web = onNetwork(() => respond("", { body: new Uint8Array(2 << 20).fill(byte) }));
    const body = `const text = await (await ctx.http.fetch("https://a.example")).text(); return [text.length, text.charCodeAt(9)];`;
    expect(resultOf(await web.bench.query(body))).toEqual([2 << 20, byte === 0xff ? 0xfffd : byte]);
  },
);

it("texts are decoded as by the platform, wherever their letters lie (property)", async () => {
  const letters = fc.constantFrom("a", "é", "€", "😀", "\uFEFF").map((letter) => new TextEncoder().encode(letter));
  const parts = fc.constantFrom(0x80, 0xbf, 0xc2, 0xe2, 0xf0, 0xff).map((byte) => Uint8Array.of(byte));
  const bits = fc.array(fc.oneof(letters, parts, fc.uint8Array({ minLength: 1, maxLength: 5 })), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: (1 << 16) - 8, max: 1 << 16 }), bits, async (before, parts) => {
      const content = concat(new Uint8Array(before).fill(0x78), ...parts, new TextEncoder().encode("end"));
      const web = onNetwork(() => respond("", { body: content }));
      const body = `return (await (await ctx.http.fetch("https://a.example")).text()).slice(${before});`;
      expect(resultOf(await web.bench.query(body))).toBe(new TextDecoder().decode(content).slice(before));
    }),
    { numRuns: 40, examples: [[(1 << 16) - 4, [new TextEncoder().encode("😀"), Uint8Array.of(0x80)]]] },
  );
});
