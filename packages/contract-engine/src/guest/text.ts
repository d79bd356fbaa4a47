/**
 * `TextEncoder` and `TextDecoder` (UTF-8, UTF-16), as the WHATWG Encoding standard has them. Its other encodings are legacy
 * and refused.
 */
export const text = String.raw`(() => {
const encode = (given) => {
  const words = String(given).toWellFormed();
  const bytes = new Uint8Array(words.length * 3);
  let to = 0;
  for (let i = 0; i < words.length; i++) {
    let code = words.charCodeAt(i);
    if (code < 0x80) { bytes[to++] = code; continue; }
    if (code < 0x800) bytes[to++] = 0xc0 | (code >> 6);
    else {
      if (code < 0xd800 || code > 0xdfff) bytes[to++] = 0xe0 | (code >> 12);
      else {
        code = 0x10000 + ((code & 0x3ff) << 10) + (words.charCodeAt(++i) & 0x3ff);
        bytes[to++] = 0xf0 | (code >> 18);
        bytes[to++] = 0x80 | ((code >> 12) & 0x3f);
      }
      bytes[to++] = 0x80 | ((code >> 6) & 0x3f);
    }
    bytes[to++] = 0x80 | (code & 0x3f);
  }
  return bytes.slice(0, to);
};

class TextEncoder {
  get encoding() { return "utf-8"; }
  encode(given = "") { return encode(given); }
  encodeInto(given, target) {
    if (!(target instanceof Uint8Array)) throw new TypeError("encodeInto writes to a Uint8Array");
    let read = 0, written = 0;
    for (const letter of String(given).toWellFormed()) {
      const bytes = encode(letter);
      if (written + bytes.length > target.length) break;
      target.set(bytes, written);
      read += letter.length;
      written += bytes.length;
    }
    return { read, written };
  }
}

const labels = {
  "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
  "utf-16le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
  "utf-16be": "unicodefffe utf-16be",
};
const encodingOf = (label) => {
  const asked = String(label).replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, "").toLowerCase();
  for (const name of Object.keys(labels)) if (asked !== "" && labels[name].split(" ").includes(asked)) return name;
  throw new RangeError("The encoding " + JSON.stringify(String(label)) + " is not supported: utf-8, utf-16le and utf-16be are");
};

const bytesOf = (source) => {
  if (source === undefined) return new Uint8Array(0);
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  throw new TypeError("decode takes an ArrayBuffer or a view of one");
};

// A decoder takes a byte, or -1 at the end, and pushes code points; -1 stands for a mistake.
const utf8 = () => {
  let code = 0, needed = 0, seen = 0, low = 0x80, high = 0xbf;
  const reset = () => { code = needed = seen = 0; low = 0x80; high = 0xbf; };
  return (byte, push) => {
    if (byte === -1) { if (needed > 0) { reset(); push(-1); } return; }
    if (needed > 0 && (byte < low || byte > high)) { reset(); push(-1); }
    if (needed === 0) {
      if (byte < 0x80) push(byte);
      else if (byte >= 0xc2 && byte <= 0xdf) { needed = 1; code = byte & 0x1f; }
      else if (byte >= 0xe0 && byte <= 0xef) {
        if (byte === 0xe0) low = 0xa0;
        if (byte === 0xed) high = 0x9f;
        needed = 2; code = byte & 0xf;
      } else if (byte >= 0xf0 && byte <= 0xf4) {
        if (byte === 0xf0) low = 0x90;
        if (byte === 0xf4) high = 0x8f;
        needed = 3; code = byte & 0x7;
      } else push(-1);
      return;
    }
    low = 0x80; high = 0xbf;
    code = (code << 6) | (byte & 0x3f);
    if (++seen === needed) { const done = code; reset(); push(done); }
  };
};
const utf16 = (isBig) => () => {
  let first = -1, lead = -1;
  return (byte, push) => {
    if (byte === -1) { if (first !== -1 || lead !== -1) { first = lead = -1; push(-1); } return; }
    if (first === -1) { first = byte; return; }
    const unit = isBig ? (first << 8) | byte : (byte << 8) | first;
    first = -1;
    if (lead !== -1) {
      const high = lead;
      lead = -1;
      if (unit >= 0xdc00 && unit <= 0xdfff) { push(0x10000 + ((high & 0x3ff) << 10) + (unit & 0x3ff)); return; }
      push(-1);
    }
    if (unit >= 0xd800 && unit <= 0xdbff) lead = unit;
    else push(unit >= 0xdc00 && unit <= 0xdfff ? -1 : unit);
  };
};
const decoders = { "utf-8": utf8, "utf-16le": utf16(false), "utf-16be": utf16(true) };

class TextDecoder {
  #encoding; #fatal; #ignoreBOM; #decode; #isFresh = true;
  constructor(label = "utf-8", { fatal = false, ignoreBOM = false } = {}) {
    this.#encoding = encodingOf(label);
    this.#fatal = !!fatal;
    this.#ignoreBOM = !!ignoreBOM;
  }
  get encoding() { return this.#encoding; }
  get fatal() { return this.#fatal; }
  get ignoreBOM() { return this.#ignoreBOM; }
  decode(source, { stream = false } = {}) {
    const bytes = bytesOf(source);
    const step = this.#decode ??= decoders[this.#encoding]();
    let words = "", codes = [];
    const push = (code) => {
      if (code === -1 && this.#fatal) { this.#decode = undefined; this.#isFresh = true; throw new TypeError("The bytes are not " + this.#encoding); }
      const skips = this.#isFresh && code === 0xfeff && !this.#ignoreBOM;
      this.#isFresh = false;
      if (skips) return;
      codes.push(code === -1 ? 0xfffd : code);
      if (codes.length === 4096) { words += String.fromCodePoint(...codes); codes = []; }
    };
    for (let i = 0; i < bytes.length; i++) step(bytes[i], push);
    if (!stream) {
      step(-1, push);
      this.#decode = undefined;
      this.#isFresh = true;
    }
    return words + String.fromCodePoint(...codes);
  }
}
for (const kind of [TextEncoder, TextDecoder])
  Object.defineProperty(kind.prototype, Symbol.toStringTag, { value: kind.name, configurable: true });
return { TextEncoder, TextDecoder, encode };
})`;
