import { errors } from "../http/errors.ts";

/**
 * `Headers`, `Request`, `Response` and `AbortSignal` as the Fetch standard has them, with whole bodies in place of streams,
 * and what `ctx.http.fetch` does: the host sends what it is asked for once no other code of the call can run.
 */
export const fetchPart = String.raw`((use, { fetch: send, utf8 }, now, { Bytes, stringify, parse }) => {
const { encode } = use("text"), { URL, URLSearchParams } = use("url"), { Promise } = use("promise");
const { from: listOf } = Array, { entries: entriesOf, freeze } = Object, wait = new Map();
const asText = (given) => String(given);
const token = /^[\w!#$%&'*+.^${"`"}|~-]+$/;
const trimmed = (value) => value.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");

class Headers {
  #list = []; #isFixed = false;
  static { this.fix = (headers) => { headers.#isFixed = true; return headers; }; }
  constructor(init) {
    if (init === undefined) return;
    if (init === null || typeof init !== "object") throw new TypeError("Headers takes a record or pairs");
    const pairs = init[Symbol.iterator] === undefined ? entriesOf(init) : init;
    for (const pair of pairs) {
      const both = [...pair];
      if (both.length !== 2) throw new TypeError("Headers takes pairs of a name and a value");
      this.append(both[0], both[1]);
    }
  }
  #name(given) {
    const name = asText(given);
    if (!token.test(name)) throw new TypeError("A header's name has other characters than names have");
    return name.toLowerCase();
  }
  #value(given) {
    const value = trimmed(asText(given));
    if (/[\0\n\r]|[^\0-\xff]/.test(value)) throw new TypeError("A header's value has other characters than values have");
    return value;
  }
  #change() { if (this.#isFixed) throw new TypeError("These headers cannot be changed"); }
  append(name, value) { const pair = [this.#name(name), this.#value(value)]; this.#change(); this.#list.push(pair); }
  set(name, value) {
    const pair = [this.#name(name), this.#value(value)];
    this.#change();
    this.#list = [...this.#list.filter(([key]) => key !== pair[0]), pair];
  }
  delete(name) { const key = this.#name(name); this.#change(); this.#list = this.#list.filter(([k]) => k !== key); }
  get(name) {
    const key = this.#name(name), found = this.#list.filter(([k]) => k === key);
    return found.length === 0 ? null : found.map(([, value]) => value).join(", ");
  }
  has(name) { const key = this.#name(name); return this.#list.some(([k]) => k === key); }
  getSetCookie() { return this.#list.filter(([key]) => key === "set-cookie").map(([, value]) => value); }
  *entries() {
    for (const key of listOf(new Set(this.#list.map(([k]) => k))).sort())
      if (key === "set-cookie") for (const value of this.getSetCookie()) yield [key, value];
      else yield [key, this.get(key)];
  }
  *keys() { for (const [name] of this.entries()) yield name; }
  *values() { for (const [, value] of this.entries()) yield value; }
  forEach(work, self) {
    if (typeof work !== "function") throw new TypeError("forEach takes a function");
    for (const [name, value] of this) work.call(self, value, name, this);
  }
}
const { fix } = Headers;
delete Headers.fix;
Object.defineProperty(Headers.prototype, Symbol.iterator, { value: Headers.prototype.entries, writable: true, configurable: true });

/** Bytes of a body, and the type that goes with it. */
const bodyOf = (given) => {
  if (given === undefined || given === null) return {};
  if (given instanceof URLSearchParams)
    return { bytes: encode(given.toString()), type: "application/x-www-form-urlencoded;charset=UTF-8" };
  if (given instanceof ArrayBuffer) return { bytes: new Bytes(given.slice()) };
  if (ArrayBuffer.isView(given)) return { bytes: new Bytes(given.buffer, given.byteOffset, given.byteLength).slice() };
  return { bytes: encode(given), type: "text/plain;charset=UTF-8" };
};

const piece = 1 << 16;
/** Where a piece of UTF-8 ends that would end at a byte: before the letter that goes on there, if one does. */
const endOf = (bytes, to) => {
  let first = to;
  while (to - first < 3 && (bytes[first] & 0xc0) === 0x80) first--;
  const lead = bytes[first], length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return first + length > to ? first : to;
};
/** UTF-8 without its mark, which passes the border in pieces: there each letter may become six. */
const textOf = (bytes) => {
  const texts = [];
  for (let from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0, to; from < bytes.length; from = to) {
    to = endOf(bytes, from + piece);
    texts.push(parse(utf8(bytes.slice(from, to).buffer)));
  }
  return texts.join("");
};

class Body {
  #bytes; #isUsed = false;
  constructor(bytes) { this.#bytes = bytes; }
  static {
    this.peek = (body) => {
      if (body.#isUsed) throw new TypeError("The body has been read");
      return body.#bytes;
    };
    this.adopt = (body, bytes) => { body.#bytes = bytes; return body; };
  }
  get bodyUsed() { return this.#isUsed; }
  #read(make) {
    return new Promise((resolve) => {
      if (this.#isUsed) throw new TypeError("The body has been read");
      this.#isUsed = this.#bytes !== undefined;
      resolve(make(this.#bytes ?? new Bytes(0)));
    });
  }
  bytes() { return this.#read((bytes) => bytes.slice()); }
  arrayBuffer() { return this.#read((bytes) => bytes.slice().buffer); }
  text() { return this.#read(textOf); }
  json() { return this.#read((bytes) => parse(textOf(bytes))); }
}
const { peek, adopt } = Body;
delete Body.peek; delete Body.adopt;

const secretly = {};
class AbortSignal {
  #reason; #isAborted; #ms;
  constructor(key, { isAborted = false, reason, ms } = {}) {
    if (key !== secretly) throw new TypeError("AbortSignal is made by its timeout and abort");
    this.#isAborted = isAborted; this.#reason = reason; this.#ms = ms;
  }
  static { this.msOf = (signal) => signal.#ms; }
  static timeout(ms) {
    if (!(ms >= 0 && ms <= Number.MAX_SAFE_INTEGER)) throw new TypeError("timeout takes milliseconds");
    return new AbortSignal(secretly, { ms: Math.floor(ms) });
  }
  static abort(reason = new (use("exception").DOMException)("The operation was aborted", "AbortError")) {
    return new AbortSignal(secretly, { isAborted: true, reason });
  }
  get aborted() { return this.#isAborted; }
  get reason() { return this.#reason; }
  throwIfAborted() { if (this.#isAborted) throw this.#reason; }
}
const { msOf } = AbortSignal;
delete AbortSignal.msOf;

const usual = /^(?:delete|get|head|options|post|put)$/i;
class Request extends Body {
  #method; #url; #headers; #redirect; #signal;
  constructor(input, init = {}) {
    if (arguments.length === 0) throw new TypeError("Request takes a URL");
    const base = input instanceof Request ? input : undefined;
    const given = asText(init.method ?? base?.method ?? "GET"), method = usual.test(given) ? given.toUpperCase() : given;
    if (!token.test(method)) throw new TypeError("The method is none");
    const { bytes, type } = init.body === undefined ? { bytes: base && peek(base) } : bodyOf(init.body);
    if (bytes !== undefined && (method === "GET" || method === "HEAD")) throw new TypeError("A " + method + " has no body");
    super(bytes);
    this.#url = base ? base.url : new URL(input).href;
    this.#method = method;
    this.#headers = new Headers(init.headers ?? base?.headers);
    if (type !== undefined && !this.#headers.has("content-type")) this.#headers.set("content-type", type);
    this.#redirect = init.redirect ?? base?.redirect ?? "follow";
    if (!["follow", "manual", "error"].includes(this.#redirect)) throw new TypeError("redirect is follow, manual or error");
    this.#signal = init.signal ?? base?.signal ?? new AbortSignal(secretly);
    if (!(this.#signal instanceof AbortSignal)) throw new TypeError("signal is an AbortSignal");
  }
  get method() { return this.#method; }
  get url() { return this.#url; }
  get headers() { return this.#headers; }
  get redirect() { return this.#redirect; }
  get signal() { return this.#signal; }
  clone() { return new Request(this); }
}

const noBody = [101, 103, 204, 205, 304], moved = [301, 302, 303, 307, 308];
class Response extends Body {
  #status; #statusText; #headers; #url = ""; #isRedirected = false; #type = "default";
  constructor(body, { status = 200, statusText = "", headers } = {}) {
    const { bytes, type } = bodyOf(body);
    super(bytes);
    if (!(status >= 200 && status <= 599)) throw new RangeError("A status is from 200 to 599");
    if (bytes !== undefined && noBody.includes(status)) throw new TypeError("A response of this status has no body");
    this.#status = Math.floor(status);
    this.#statusText = asText(statusText);
    this.#headers = new Headers(headers);
    if (type !== undefined && !this.#headers.has("content-type")) this.#headers.set("content-type", type);
  }
  static { this.came = ({ status, statusText, headers, url, redirected }, bytes) => {
    const made = new Response(noBody.includes(status) ? null : bytes, { status, statusText, headers });
    made.#url = url; made.#isRedirected = redirected; made.#type = "basic";
    fix(made.#headers);
    return made;
  }; }
  static json(value, init = {}) {
    const text = stringify(value);
    if (text === undefined) throw new TypeError("The value is nothing that JSON holds");
    const headers = new Headers(init.headers);
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    return new Response(text, { ...init, headers });
  }
  static error() { const made = new Response(null); made.#status = 0; made.#type = "error"; return made; }
  static redirect(url, status = 302) {
    if (!moved.includes(status)) throw new RangeError("This is no status of a redirect");
    return new Response(null, { status, headers: { location: new URL(url).href } });
  }
  get status() { return this.#status; }
  get statusText() { return this.#statusText; }
  get ok() { return this.#status >= 200 && this.#status < 300; }
  get headers() { return this.#headers; }
  get url() { return this.#url; }
  get redirected() { return this.#isRedirected; }
  get type() { return this.#type; }
  clone() {
    const made = new Response(null, { statusText: this.#statusText, headers: this.#headers });
    made.#status = this.#status; made.#url = this.#url; made.#isRedirected = this.#isRedirected; made.#type = this.#type;
    return adopt(made, peek(this));
  }
}
const { came } = Response;
delete Response.came;
for (const kind of [Headers, Request, Response, AbortSignal])
  Object.defineProperty(kind.prototype, Symbol.toStringTag, { value: kind.name, configurable: true });

const failure = ({ code, message }) => {
  const error = code === "${errors.TimedOut.code}" ? new (use("exception").DOMException)(message, "TimeoutError") : new TypeError(message);
  Object.defineProperty(error, "code", { value: code, enumerable: true });
  return error;
};
const fetch = (input, init) => new Promise((resolve, reject) => {
  const request = new Request(input, init), ms = msOf(request.signal);
  request.signal.throwIfAborted();
  const pairs = [...request.headers].flat(), bytes = peek(request);
  const asked = stringify([request.method, request.url, request.redirect, ms === undefined ? "" : asText(ms), ...pairs]);
  const sent = bytes === undefined ? send(asked) : send(asked, bytes.slice().buffer);
  if (typeof sent === "string") reject(failure(parse(sent)));
  else wait.set(sent, { resolve, reject });
});
const answer = (told, buffer) => {
  const { id, failure: failed, response } = parse(told), { resolve, reject } = wait.get(id);
  wait.delete(id);
  if (failed) reject(failure(failed));
  else resolve(came(response, new Bytes(buffer)));
};
return { Headers, Request, Response, AbortSignal, http: freeze({ fetch }), answer };
})`;
