import fc from "fast-check";
import { expect, test } from "vitest";
import { Desk } from "../testing.ts";

// The oracle is Node's own implementation of the same standards.

const desk = new Desk();
const unit = fc.oneof(
  fc.string({ unit: "binary", maxLength: 1 }),
  fc.constantFrom("a", "é", "€", "\ud83d", "\ude00", "\0", "\ufeff"),
);
const text = fc.array(unit, { maxLength: 12 }).map((units) => units.join(""));
const many = <T>(arbitrary: fc.Arbitrary<T>) => fc.sample(arbitrary, 400);

test("TextEncoder makes UTF-8 of any text", async () => {
  const texts = many(text);
  const encoded = "return args.map((text) => [...new TextEncoder().encode(text)]);";
  expect(await desk.eval(encoded, texts)).toEqual(texts.map((each) => [...new TextEncoder().encode(each)]));
  const into =
    "return args.map((text) => { const b = new Uint8Array(5); return [{ ...new TextEncoder().encodeInto(text, b) }, [...b]]; });";
  const here = texts.map((each) => {
    const bytes = new Uint8Array(5);
    return [{ ...new TextEncoder().encodeInto(each, bytes) }, [...bytes]];
  });
  expect(await desk.eval(into, texts)).toEqual(here);
});

const byte = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.constantFrom(0x61, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xbb, 0xd8, 0xdc),
);
const decode = `args.map(([label, fatal, ignoreBOM, parts]) => {
  try {
    const decoder = new TextDecoder(label, { fatal, ignoreBOM });
    const found = parts.map((part) => decoder.decode(new Uint8Array(part), { stream: true }));
    return [decoder.encoding, decoder.fatal, decoder.ignoreBOM, ...found, decoder.decode()];
  } catch (error) { return error.name; }
})`;

test("TextDecoder reads any bytes, whole, in parts, strict or not", async () => {
  const label = fc.constantFrom(
    "utf-8",
    " UTF8\n",
    "utf-16",
    "utf-16le",
    "utf-16be",
    "unicode-1-1-utf-8",
    "ucs-2",
    "no-such",
    "",
  );
  const parts = fc.array(fc.array(byte, { maxLength: 6 }), { maxLength: 3 });
  const cases = many(fc.tuple(label, fc.boolean(), fc.boolean(), parts));
  const here = new Function("args", `return ${decode}`)(cases);
  expect(await desk.eval(`return ${decode};`, cases)).toEqual(here);
  const sources = `const bytes = new Uint8Array([0x61, 0x62, 0x63]);
    return [bytes.buffer, new DataView(bytes.buffer, 1), bytes.subarray(2), undefined].map((b) => new TextDecoder().decode(b));`;
  expect(await desk.eval(sources)).toEqual(["abc", "bc", "c", ""]);
  await expect(desk.eval("new TextDecoder('latin1')")).rejects.toThrow(
    /RangeError: The encoding "latin1" is not supported/,
  );
});

test("atob and btoa are forgiving where the standard is, and refuse the rest by name", async () => {
  const coded = fc.array(fc.constantFrom("a", "Z", "0", "+", "/", "=", "==", " ", "\n", "-", "é", "\ud800"), {
    maxLength: 9,
  });
  const texts = [
    ...many(coded.map((all) => all.join(""))),
    ...many(text),
    "",
    "ab",
    "abc=",
    "ab==",
    "a===",
    "ab=",
    " a b\t\f\r\nc d ",
  ];
  const code = `args.map((text) => [atob, btoa].map((work) => {
    try { return work(text); } catch (error) { return [error.name, error.code, error instanceof DOMException, error instanceof Error]; }
  }))`;
  expect(await desk.eval(`return ${code};`, texts)).toEqual(new Function("args", `return ${code}`)(texts));
  expect(await desk.eval("return [atob(null), btoa(undefined), btoa(12)];")).toEqual([
    atob(null as never),
    btoa("undefined"),
    "MTI=",
  ]);
});

const urls = [
  "https://user:pa%20ss@EXAMPLE.com:8080/a/../b/./c%zz?x=1&y=a+b&y=%C3%A9#f g", "http://a:80", "https://a:443/", "ftp://a/b",
  "//host/path", "/abs?q", "?only", "#frag", "rel/../x", "", "  http://trim.me\t\n/ ", "http://1.2.3", "http://0x7f.1/", "http://256.1.1.1",
  "http://[::1]:3000/", "http://[1:2::0:0:3]", "http://[::1", "mailto:a@b.c", "data:text/plain,a b", "javascript:alert(1)", "file:///C:/x/../y",
  "http://bücher.example/ü", "http://xn--bcher-kva.example", "http://a b", "http://a%00b", "http://日本語.jp", "blob:https://a.b/c", "http://", "x:", "x://y\\z",
  "http:\\\\a\\b", "http://a/\ud800", "http://a?\ud83d", "HTTP://A.B/%7Efoo/../%41", "http://a:99999", "http://a:0x50", "non-special://h:80/p?q#f",
]; // biome-ignore format: a list
const parts = `(url) => ["href", "origin", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"].map((k) => url[k])`;

test("URL takes apart, joins and changes what Node's does", async () => {
  const pairs = urls.flatMap((url) => [[url], [url, "https://base.example/dir/page?q#f"], [url, "mailto:x"]]);
  const open = `args.map(([given, base]) => {
    const show = ${parts};
    try { const url = new URL(given, base); return [show(url), String(url), JSON.stringify(url), [...url.searchParams]]; }
    catch (error) { return [error.name, URL.canParse(given, base), URL.parse(given, base)]; }
  })`;
  expect(await desk.eval(`return ${open};`, pairs)).toEqual(new Function("args", `return ${open}`)(pairs));

  const values = [
    "",
    "x",
    "a b",
    "?a=1",
    "#h",
    "99",
    "80x",
    "http",
    "https:",
    "é/..",
    "user:1",
    "[::1]",
    "\ud800",
    "a\0b",
    "example.org:81",
  ];
  const fields = ["protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash", "href"];
  const bases = ["https://u:p@a.b:81/c?d=e#f", "mailto:a@b", "file:///x"];
  const changes = bases.flatMap((base) => fields.flatMap((field) => values.map((value) => [base, field, value])));
  const change = `args.map(([base, field, value]) => {
    const show = ${parts}, url = new URL(base);
    try { url[field] = value; } catch (error) { return error.name; }
    return [show(url), [...url.searchParams]];
  })`;
  expect(await desk.eval(`return ${change};`, changes)).toEqual(new Function("args", `return ${change}`)(changes));
}, 30_000);

test("No URL is longer than 8,192 characters, so that none costs the host much", async () => {
  const length = (text: string) => desk.eval(`return (${text}).href.length;`);
  expect(await length("new URL('http://a/' + 'x'.repeat(8183))")).toBe(8_192);
  for (const long of [
    "new URL('http://a/' + 'x'.repeat(8184))",
    "new URL('é'.repeat(3000), 'http://a/')",
    "new URL('http://' + 'ü'.repeat(20000))",
    "new URL('x', 'http://' + '@'.repeat(9000) + 'a')",
    "Object.assign(new URL('http://a/' + 'x'.repeat(8000)), { search: 'y'.repeat(200) })",
    "Object.assign(new URL('http://a/'), { host: 'x%6e--' + '9a'.repeat(10000) })",
  ])
    await expect(length(long)).rejects.toThrow(/TypeError/);
  expect(await desk.eval("return URL.canParse('http://a/' + 'x'.repeat(9000));")).toBe(false);
});

test("URLSearchParams reads, changes and writes, alone and as part of a URL", async () => {
  const queries = [
    ...many(text),
    "?a=1&a=2&b=%41%zz&c=+d+&&=x&e",
    "a=b=c",
    "%F0%9F%98%80=\ud83d",
    "\ufeffa=%EF%BB%BFb",
  ];
  const code = `args.map((query) => {
    const params = new URLSearchParams(query), url = new URL("https://a.b/?z=1");
    const seen = [[...params], String(params), params.size, params.get("a"), params.getAll("a"), params.has("a", "2")];
    params.append("é ~*-._'()", "x&y=z"); params.set("a", "new"); params.delete("b"); params.delete("a", "other"); params.sort();
    for (const [k, v] of params) url.searchParams.append(k, v);
    const each = []; params.forEach((v, k, all) => each.push([k, v, all === params]));
    return [seen, String(params), url.href, url.search, [...params.keys()], [...params.values()], each];
  })`;
  expect(await desk.eval(`return ${code};`, queries)).toEqual(new Function("args", `return ${code}`)(queries));
  const inits = `[{ a: 1, b: [2, 3] }, [["x", "y"], ["x", 5]], new Map([["m", "n"]]), new URLSearchParams("q=r"), undefined, null, 7]
    .map((init) => String(new URLSearchParams(init)))`;
  expect(await desk.eval(`return ${inits};`)).toEqual(new Function(`return ${inits}`)());
  await expect(desk.eval("new URLSearchParams([['a']])")).rejects.toThrow(/TypeError/);
});

test("structuredClone copies what it can, keeps what is shared, and refuses the rest by name", async () => {
  const code = `(() => {
    const shared = { a: [1n === 1n, undefined, null, -0, NaN] };
    const cyclic = { shared, again: shared }; cyclic.self = cyclic;
    const c = structuredClone(cyclic);
    const m = structuredClone(new Map([[shared, new Set([shared, 2])]]));
    const [[key, set]] = m;
    const error = structuredClone(new RangeError("r", { cause: new Date(5) }));
    const own = structuredClone(Object.assign(new (class Foo extends Error {})("m"), { extra: 1 }));
    const views = structuredClone({ a: new Uint8Array([1, 2, 3]).subarray(1), b: new Float64Array([1.5]), d: new DataView(new ArrayBuffer(4), 1, 2) });
    const sparse = structuredClone(Object.assign([, 1], { more: 2 }));
    const moved = new ArrayBuffer(8);
    const target = structuredClone({ moved }, { transfer: [moved] }).moved;
    class Point { constructor() { this.x = 1; } get y() { return 2; } }
    const p = structuredClone(new Point());
    const names = [() => {}, Symbol("s"), new WeakMap(), Promise.resolve(), { f() {} }, new Map([[1, () => {}]])].map((bad) => {
      try { structuredClone(bad); return "copied"; } catch (e) { return [e.name, e.code, e instanceof DOMException]; }
    });
    return [c !== cyclic, c.self === c, c.shared === c.again, c.shared !== shared, Object.is(c.shared.a[3], -0), Number.isNaN(c.shared.a[4]),
      set.has(key), set.size, error instanceof RangeError, error.message, error.cause.getTime(), own.constructor === Error, own.name, own.extra === undefined,
      [...views.a], views.a.byteOffset, views.b[0], views.d.byteLength, 0 in sparse, sparse.length, sparse.more, moved.byteLength, target.byteLength,
      p.constructor === Object, p.x, p.y === undefined, names, String(structuredClone(/a/gi)), structuredClone(Object(5n)) + 1n === 6n,
      typeof structuredClone(new String("s")), structuredClone("t"), structuredClone(undefined) === undefined];
  })()`;
  expect(await desk.eval(`return ${code};`)).toEqual(JSON.parse(JSON.stringify(new Function(`return ${code}`)())));
});

test("the hashes are those of everybody else", async () => {
  const code = `const hex = (b) => [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
    const { sha256, blake2b256, keccak256 } = ctx.hash;
    return [sha256, blake2b256, keccak256].map((hash) => [hash(""), hash("abc"), hash(new Uint8Array([0, 97, 98, 99]).subarray(1))].map(hex));`;
  expect(await desk.eval(code)).toEqual([
    [
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      ...Array(2).fill("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ],
    [
      "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
      ...Array(2).fill("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"),
    ],
    [
      "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
      ...Array(2).fill("4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ],
  ]);
  await expect(desk.eval("ctx.hash.sha256(5)")).rejects.toThrow(/is a Uint8Array or a text/);
});

test("what comes late to the globals can be replaced, and is evaluated once", async () => {
  const look = `const first = TextEncoder, again = TextEncoder; URL = 5; globalThis.atob = 6;
    return [first === again, URL, atob, Object.getOwnPropertyDescriptor(globalThis, "TextEncoder").writable, new Date().getTime() === Date.now()];`;
  expect(await desk.eval(look)).toEqual([true, 5, 6, true, true]);
});
