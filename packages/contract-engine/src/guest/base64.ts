/** `DOMException`, by which the functions of the web refuse. */
export const exception = `(() => {
const codes = {
  InvalidCharacterError: 5, NotSupportedError: 9, SyntaxError: 12, InvalidAccessError: 15, TypeMismatchError: 17,
  QuotaExceededError: 22, DataCloneError: 25,
};
class DOMException extends Error {
  #name;
  constructor(message = "", name = "Error") { super(message); this.#name = String(name); }
  get name() { return this.#name; }
  get code() { return codes[this.#name] ?? 0; }
}
return { DOMException };
})`;

/** `atob` and `btoa`, with the forgiving decoder of the WHATWG Infra standard. */
export const base64 = String.raw`((use) => {
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const refuse = (message) => { throw new (use("exception").DOMException)(message, "InvalidCharacterError"); };
const needs = (given, name) => { if (given === 0) throw new TypeError(name + " takes a text"); };
function btoa(given) {
  needs(arguments.length, "btoa");
  const words = String(given);
  let coded = "";
  for (let i = 0; i < words.length; i += 3) {
    const [x, y, z] = [words.charCodeAt(i), words.charCodeAt(i + 1), words.charCodeAt(i + 2)];
    if (x > 255 || y > 255 || z > 255) refuse("btoa takes a text of bytes, and a character is above U+00FF");
    coded += letters[x >> 2] + letters[((x & 3) << 4) | (y >> 4)];
    coded += i + 1 < words.length ? letters[((y & 15) << 2) | (z >> 6)] : "=";
    coded += i + 2 < words.length ? letters[z & 63] : "=";
  }
  return coded;
}
function atob(given) {
  needs(arguments.length, "atob");
  let coded = String(given).replace(/[\t\n\f\r ]/g, "");
  if (coded.length % 4 === 0) coded = coded.replace(/={1,2}$/, "");
  if (coded.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(coded)) refuse("The text is not Base64");
  let words = "", bits = 0, held = 0;
  for (let i = 0; i < coded.length; i++) {
    bits = (bits << 6) | letters.indexOf(coded[i]);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    words += String.fromCharCode((bits >> held) & 255);
    bits &= (1 << held) - 1;
  }
  return words;
}
return { atob, btoa };
})`;
