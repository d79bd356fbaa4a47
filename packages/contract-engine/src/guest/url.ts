/**
 * `URL` and `URLSearchParams`. The host takes URLs apart: its parser knows the tables of international domain names, which
 * would cost a call milliseconds to load here.
 */
export const url = String.raw`((use, { url: ask }) => {
const { encode, TextDecoder } = use("text");
const asText = (given) => String(given).toWellFormed();
const fields = ["protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"];

const isPlain = (byte) =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) ||
  byte === 0x2a || byte === 0x2d || byte === 0x2e || byte === 0x5f;
const escape = (given) => {
  let words = "";
  for (const byte of encode(given))
    words += isPlain(byte) ? String.fromCharCode(byte) : byte === 0x20 ? "+" : "%" + byte.toString(16).toUpperCase().padStart(2, "0");
  return words;
};
const unescape = (given) => {
  const bytes = encode(given.replaceAll("+", " "));
  let to = 0;
  for (let i = 0; i < bytes.length; i++, to++) {
    const digits = bytes[i] === 0x25 ? String.fromCharCode(...bytes.subarray(i + 1, i + 3)) : "";
    const isEscape = /^[0-9A-Fa-f]{2}$/.test(digits);
    bytes[to] = isEscape ? parseInt(digits, 16) : bytes[i];
    if (isEscape) i += 2;
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, to));
};
const parse = (query) => query.split("&").filter((part) => part !== "").map((part) => {
  const at = part.indexOf("=");
  return (at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)]).map(unescape);
});

let adopt;
class URLSearchParams {
  #list = []; #changed = () => {};
  static { adopt = (params, list, changed) => { params.#list = list; params.#changed = changed; }; }
  constructor(init = "") {
    if (init === null || (typeof init !== "object" && typeof init !== "function"))
      this.#list = parse(asText(init).replace(/^\?/, ""));
    else if (init[Symbol.iterator] !== undefined && init[Symbol.iterator] !== null)
      for (const pair of init) {
        const both = [...pair];
        if (both.length !== 2) throw new TypeError("URLSearchParams takes pairs of a name and a value");
        this.#list.push(both.map(asText));
      }
    else for (const key of Reflect.ownKeys(init))
      if (Object.getOwnPropertyDescriptor(init, key)?.enumerable) this.set(key, init[key]);
  }
  get size() { return this.#list.length; }
  append(name, value) { this.#list.push([asText(name), asText(value)]); this.#changed(); }
  delete(name, value) {
    const key = asText(name), only = value === undefined ? undefined : asText(value);
    this.#list = this.#list.filter(([k, v]) => k !== key || (only !== undefined && v !== only));
    this.#changed();
  }
  get(name) { const key = asText(name); return this.#list.find(([k]) => k === key)?.[1] ?? null; }
  getAll(name) { const key = asText(name); return this.#list.filter(([k]) => k === key).map(([, v]) => v); }
  has(name, value) {
    const key = asText(name), only = value === undefined ? undefined : asText(value);
    return this.#list.some(([k, v]) => k === key && (only === undefined || v === only));
  }
  set(name, value) {
    const key = asText(name), words = asText(value);
    const at = this.#list.findIndex(([k]) => k === key);
    if (at < 0) this.#list.push([key, words]);
    else this.#list = this.#list.filter(([k], i) => i <= at || k !== key).with(at, [key, words]);
    this.#changed();
  }
  sort() {
    this.#list = this.#list.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this.#changed();
  }
  forEach(work, self) {
    if (typeof work !== "function") throw new TypeError("forEach takes a function");
    for (const [name, value] of this) work.call(self, value, name, this);
  }
  *entries() { for (let i = 0; i < this.#list.length; i++) yield [...this.#list[i]]; }
  *keys() { for (const [name] of this.entries()) yield name; }
  *values() { for (const [, value] of this.entries()) yield value; }
  toString() { return this.#list.map(([name, value]) => escape(name) + "=" + escape(value)).join("&"); }
}
Object.defineProperty(URLSearchParams.prototype, Symbol.iterator, { value: URLSearchParams.prototype.entries, writable: true, configurable: true });

const open = (given, base) =>
  JSON.parse(ask(JSON.stringify(base === undefined ? [asText(given)] : [asText(given), asText(base)])));
class URL {
  #parts; #params;
  constructor(given, base) {
    if (arguments.length === 0) throw new TypeError("URL takes a text");
    this.#parts = open(given, base);
    if (this.#parts === null) throw new TypeError("Invalid URL");
    this.#params = new URLSearchParams();
    this.#follow();
  }
  static canParse(given, base) { return open(given, base) !== null; }
  static parse(given, base) { return URL.canParse(given, base) ? new URL(given, base) : null; }
  #follow() {
    const change = () => { this.#put("search", this.#params.toString()); };
    adopt(this.#params, parse(this.#parts.search.slice(1)), change);
  }
  #put(field, value) {
    const parts = JSON.parse(ask(JSON.stringify([this.#parts.href, field, asText(value)])));
    if (parts === null) throw new TypeError("The URL would be too long");
    this.#parts = parts;
  }
  get href() { return this.#parts.href; }
  set href(value) {
    const parts = open(value);
    if (parts === null) throw new TypeError("Invalid URL");
    this.#parts = parts;
    this.#follow();
  }
  get origin() { return this.#parts.origin; }
  get searchParams() { return this.#params; }
  toString() { return this.#parts.href; }
  toJSON() { return this.#parts.href; }
  static {
    for (const field of fields)
      Object.defineProperty(URL.prototype, field, {
        configurable: true, enumerable: true,
        get() { return this.#parts[field]; },
        set(value) { this.#put(field, value); if (field === "search") this.#follow(); },
      });
  }
}
for (const kind of [URL, URLSearchParams])
  Object.defineProperty(kind.prototype, Symbol.toStringTag, { value: kind.name, configurable: true });
return { URL, URLSearchParams };
})`;
