/**
 * `crypto`, `CryptoKey` and what they are of: a subset of the Web Cryptography API, whose arithmetic the host does. It comes
 * into a guest when it is asked for, or before a module that names it: others do not carry it in their images.
 */
export const cryptoPart = String.raw`((use, { crypto: work, random }, now, { Bytes }) => {
const { DOMException } = use("exception"), { atob, btoa } = use("base64"), { Promise } = use("promise");
const refuse = (name, message) => { throw new DOMException(message, name); };
const no = (message) => refuse("NotSupportedError", message), bad = (message) => refuse("DataError", message);
const isObject = (given) => given !== null && typeof given === "object";
const bytesOf = (given, what) => {
  if (given instanceof ArrayBuffer) return new Bytes(given.slice(0));
  if (ArrayBuffer.isView(given)) return new Bytes(given.buffer, given.byteOffset, given.byteLength).slice();
  throw new TypeError(what + " is an ArrayBuffer or a view of one");
};
const ask = (name, ...given) => {
  const found = work(name, ...given.map(({ buffer }) => buffer));
  return found instanceof ArrayBuffer ? new Bytes(found) : found;
};
const hex = (text) => Bytes.from(text.match(/../g), (pair) => parseInt(pair, 16));
const join = (...parts) => Bytes.from(parts.flatMap((part) => [...part]));
const isSame = (a, b) => a.length === b.length && a.reduce((sum, byte, i) => sum | (byte ^ b[i]), 0) === 0;
const begins = (bytes, prefix) => isSame(bytes.slice(0, prefix.length), prefix);
const toUrl = (bytes) => btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const ofUrl = (jwk, field, length) => {
  const text = jwk[field];
  if (typeof text !== "string" || !/^[\w-]*$/.test(text) || text.length % 4 === 1) bad("The JWK's " + field + " is base64url");
  const bytes = Bytes.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  if (length !== undefined && bytes.length !== length) bad("The JWK's " + field + " has " + length + " bytes");
  return bytes;
};

const nameOf = (given, among, what = "An algorithm") => {
  const name = isObject(given) ? given.name : given;
  if (name === undefined) throw new TypeError(what + " has a name");
  const sought = String(name).toLowerCase();
  return among.find((one) => one.toLowerCase() === sought) ?? no(what + " is one of " + among.join(", ") + " here, not " + name);
};
const blocks = { "SHA-1": 64, "SHA-256": 64, "SHA-384": 128, "SHA-512": 128 };
const hashOf = ({ hash }) => nameOf(hash, Object.keys(blocks), "A hash");
const p256 = ({ namedCurve }) => namedCurve === "P-256" || no("The named curve is P-256 here");

const secretly = {};
let partsOf;
class CryptoKey {
  #shown; #parts;
  constructor(key, shown, parts) {
    if (key !== secretly) throw new TypeError("CryptoKey is made by crypto.subtle");
    this.#shown = shown; this.#parts = parts;
  }
  static { partsOf = (key) => key.#parts; }
  get type() { return this.#shown.type; }
  get extractable() { return this.#shown.extractable; }
  get algorithm() { return this.#shown.algorithm; }
  get usages() { return [...this.#shown.usages]; }
}

const allUsages = ["encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey"];
const isUsage = (usage) => allUsages.includes(usage);
const makeKey = (type, algorithm, extractable, usages, parts) => {
  const allowed = kinds[algorithm.name].usages[type];
  const wrong = usages.find((usage) => !allowed.includes(usage));
  if (wrong !== undefined) refuse("SyntaxError", "A " + type + " key of " + algorithm.name + " is not used to " + wrong);
  if (type !== "public" && usages.length === 0) refuse("SyntaxError", "A " + type + " key has usages");
  return new CryptoKey(secretly, { type, algorithm, extractable, usages: allUsages.filter((one) => usages.includes(one)) }, parts);
};

/** Secrets: their bytes are all there is. */
const secret = (usages, jwkAlg, algorithmOf) => ({
  usages: { secret: usages },
  read(format, data, given) {
    const bytes = format === "raw" ? data : format === "jwk" && jwkAlg ? ofUrl(data, "k") : no("The format is raw or jwk");
    const algorithm = algorithmOf(given, bytes);
    if (format === "jwk") expectJwk(data, { kty: "oct" }, jwkAlg(algorithm));
    return { type: "secret", algorithm, parts: { bytes } };
  },
  write(format, { algorithm }, { bytes }) {
    if (format === "raw" && jwkAlg) return bytes;
    return format === "jwk" && jwkAlg ? { kty: "oct", k: toUrl(bytes), alg: jwkAlg(algorithm) } : no("The format is raw or jwk");
  },
});

const expectJwk = (jwk, wanted, alg) => {
  for (const [name, value] of Object.entries(wanted)) if (jwk[name] !== value) bad("The JWK's " + name + " is " + value);
  if (alg !== undefined && jwk.alg !== undefined && ![].concat(alg).includes(jwk.alg)) bad("The JWK's alg is " + alg);
};

/** Keys on a curve: how their points and secrets are written. */
const curve = (usages, { crv, kty, spki, pkcs8, tail, size, alg }, check) => {
  const algorithmOf = (given) => (check ? (check(given), { name: given.name, namedCurve: crv }) : { name: given.name });
  const publicOf = (bytes) => ask(crv + " public", bytes) ?? bad("This is no private key of " + crv);
  const isPoint = (point) => point.length === size && (crv !== "P-256" || ask("P-256 point", point));
  const publicKey = (algorithm, point) => isPoint(point)
    ? { type: "public", algorithm, parts: { point } } : bad("This is no public key of " + crv);
  const privateKey = (algorithm, bytes, told) => {
    const point = publicOf(bytes);
    if (told !== undefined && !isSame(told, point)) bad("The public key is not that of the private one");
    return { type: "private", algorithm, parts: { bytes, point } };
  };
  const coordinates = (jwk) => kty === "EC" ? join([4], ofUrl(jwk, "x", 32), ofUrl(jwk, "y", 32)) : ofUrl(jwk, "x", 32);
  const pointOf = (jwk) => ({ kty, crv, x: toUrl(jwk.length === 65 ? jwk.slice(1, 33) : jwk), ...(kty === "EC" && { y: toUrl(jwk.slice(33)) }) });
  return {
    usages,
    read(format, data, given) {
      const algorithm = algorithmOf(given);
      if (format === "raw") return publicKey(algorithm, data);
      if (format === "spki") return begins(data, spki) ? publicKey(algorithm, data.slice(spki.length)) : bad("This is no SPKI of " + crv);
      if (format === "jwk") {
        expectJwk(data, { kty, crv }, alg);
        return data.d === undefined ? publicKey(algorithm, coordinates(data)) : privateKey(algorithm, ofUrl(data, "d", 32), coordinates(data));
      }
      if (format !== "pkcs8") no("The format is raw, spki, pkcs8 or jwk");
      const form = pkcs8.find((one) => begins(data, one.head)) ?? bad("This is no PKCS #8 of " + crv);
      const bytes = data.slice(form.head.length, form.head.length + 32), rest = data.slice(form.head.length + 32);
      if (bytes.length !== 32 || !begins(rest, form.tail) || rest.length !== form.tail.length + form.more) bad("This is no PKCS #8 of " + crv);
      return privateKey(algorithm, bytes, form.more === 0 ? undefined : rest.slice(form.tail.length));
    },
    write(format, { type }, { bytes, point }) {
      if (format === "jwk") return { ...pointOf(point), ...(type === "private" && { d: toUrl(bytes) }), ...(alg && { alg: alg[0] }) };
      if ((format === "pkcs8") !== (type === "private")) refuse("InvalidAccessError", "A " + type + " key is not written as " + format);
      if (format === "raw") return point;
      if (format === "spki") return join(spki, point);
      if (format !== "pkcs8") no("The format is raw, spki, pkcs8 or jwk");
      const { head, tail, more } = pkcs8[0];
      return join(head, bytes, tail, more === 0 ? [] : point);
    },
    make(given) {
      const algorithm = algorithmOf(given);
      let bytes, point;
      do point = ask(crv + " public", (bytes = new Bytes(random(32)))); while (point === undefined);
      return { algorithm, bytes, point };
    },
  };
};
const okp = (crv, last, alg) => ({
  crv, kty: "OKP", size: 32, alg, spki: hex("302a300506032b65" + last + "032100"),
  pkcs8: [{ head: hex("302e020100300506032b65" + last + "04220420"), tail: [], more: 0 }],
});
const nist = {
  crv: "P-256", kty: "EC", size: 65, spki: hex("3059301306072a8648ce3d020106082a8648ce3d030107034200"),
  pkcs8: [
    { head: hex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420"), tail: hex("a144034200"), more: 65 },
    { head: hex("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420"), tail: [], more: 0 },
  ],
};

/** RSA's public keys, which only verify. */
const der = (bytes, tag) => {
  const long = bytes[1] > 0x80 && bytes[1] < 0x84 ? bytes[1] - 0x80 : 0;
  const length = long === 0 ? bytes[1] : bytes.slice(2, 2 + long).reduce((sum, byte) => sum * 256 + byte, 0), end = 2 + long + length;
  if (bytes[0] !== tag || (long === 0 && length >= 0x80) || !(end <= bytes.length)) bad("This is no SPKI of an RSA key");
  return { content: bytes.slice(2 + long, end), rest: bytes.slice(end) };
};
const rsaIdentifier = hex("300d06092a864886f70d0101010500");
const trimmed = (bytes) => bytes.slice(Math.max(0, bytes.findIndex((byte) => byte !== 0)));
const rsa = {
  usages: { public: ["verify"] },
  read(format, data, given) {
    const hash = hashOf(given);
    let n, e;
    if (format === "jwk") {
      expectJwk(data, { kty: "RSA", d: undefined }, { "SHA-1": "RS1", "SHA-256": "RS256", "SHA-384": "RS384", "SHA-512": "RS512" }[hash]);
      n = ofUrl(data, "n"); e = ofUrl(data, "e");
    } else if (format === "spki") {
      const { content } = der(data, 0x30);
      if (!begins(content, rsaIdentifier)) bad("This is no SPKI of an RSA key");
      const list = der(der(content.slice(rsaIdentifier.length), 3).content.slice(1), 0x30).content, first = der(list, 2);
      n = first.content; e = der(first.rest, 2).content;
    } else no("The format is spki or jwk");
    n = trimmed(n); e = trimmed(e);
    if (n.length < 128 || n.length > 512 || e.length > 4) no("An RSA key has 1,024 to 4,096 bits, and an exponent of at most 32");
    const modulusLength = n.length * 8 - Math.clz32(n[0]) + 24;
    return { type: "public", algorithm: { name: given.name, modulusLength, publicExponent: e, hash: { name: hash } }, parts: { n, e } };
  },
  write: () => no("RSA keys are not written here"),
};

const aesBits = (length) => [128, 192, 256].includes(length) ? length : refuse("OperationError", "AES keys have 128, 192 or 256 bits");
const kinds = {
  HMAC: {
    ...secret(["sign", "verify"], ({ hash }) => "HS" + hash.name.slice(4), (given, bytes) => {
      const hash = { name: hashOf(given) }, length = given.length ?? bytes.length * 8;
      if (bytes.length === 0 || length > bytes.length * 8 || length <= bytes.length * 8 - 8) bad("The key's length is not that of its bytes");
      return length % 8 === 0 ? { name: "HMAC", hash, length } : no("A key has whole bytes here");
    }),
    bits: (given) => given.length === 0 ? refuse("OperationError", "A key has bits") : given.length ?? blocks[hashOf(given)] * 8,
  },
  "AES-GCM": {
    ...secret(["encrypt", "decrypt", "wrapKey", "unwrapKey"], ({ length }) => "A" + length + "GCM", (_, bytes) =>
      [16, 24, 32].includes(bytes.length) ? { name: "AES-GCM", length: bytes.length * 8 } : bad("AES keys have 16, 24 or 32 bytes")),
    bits: ({ length }) => aesBits(length),
  },
  HKDF: { ...secret(["deriveKey", "deriveBits"], undefined, () => ({ name: "HKDF" })), isNeverExtractable: true },
  Ed25519: curve({ private: ["sign"], public: ["verify"] }, okp("Ed25519", "70", ["Ed25519", "EdDSA"])),
  X25519: curve({ private: ["deriveKey", "deriveBits"], public: [] }, okp("X25519", "6e")),
  ECDSA: curve({ private: ["sign"], public: ["verify"] }, nist, p256),
  ECDH: curve({ private: ["deriveKey", "deriveBits"], public: [] }, nist, p256),
  "RSASSA-PKCS1-v1_5": rsa,
};
const named = (given, among = Object.keys(kinds)) => ({ ...(isObject(given) ? given : {}), name: nameOf(given, among) });

/** The parts of a key that is of this algorithm and made for this. */
const using = (key, { name }, usage) => {
  const parts = partsOf(key);
  if (key.algorithm.name !== name) refuse("InvalidAccessError", "The key is of " + key.algorithm.name + ", not of " + name);
  if (!key.usages.includes(usage)) refuse("InvalidAccessError", "The key was not made to " + usage);
  return parts;
};
const failed = () => refuse("OperationError", "The operation failed");

const importKey = (format, data, algorithm, extractable, usages) => {
  const given = named(algorithm), kind = kinds[given.name], wanted = [...usages];
  if (!wanted.every(isUsage)) throw new TypeError("Usages are among " + allUsages.join(", "));
  if (format === "jwk" && (!isObject(data) || ArrayBuffer.isView(data) || data instanceof ArrayBuffer)) throw new TypeError("A JWK is an object");
  const content = format === "jwk" ? data : bytesOf(data, "A key");
  const { type, algorithm: made, parts } = kind.read(format, content, given);
  if (kind.isNeverExtractable && extractable) refuse("SyntaxError", "Keys of " + given.name + " cannot be extractable");
  const key = makeKey(type, made, !!extractable, wanted, parts);
  if (format !== "jwk") return key;
  if (data.ext === false && extractable) bad("The JWK says that it is not extractable");
  if (data.key_ops !== undefined && !wanted.every((usage) => [...data.key_ops].includes(usage))) bad("The JWK's key_ops lack a usage");
  const use = kind.usages.secret?.includes("encrypt") ? "enc" : kind.usages[type].some((usage) => usage.startsWith("derive")) ? "enc" : "sig";
  if (data.use !== undefined && wanted.length > 0 && data.use !== use) bad("The JWK's use is " + use);
  return key;
};
const exportKey = (format, key) => {
  const parts = partsOf(key), { name } = key.algorithm;
  if (!key.extractable) refuse("InvalidAccessError", "The key is not extractable");
  const written = kinds[name].write(format, key, parts);
  return format === "jwk" ? { ...written, key_ops: key.usages, ext: true } : written.slice().buffer;
};
const generateKey = (algorithm, extractable, usages) => {
  const given = named(algorithm, Object.keys(kinds).filter((name) => kinds[name].make ?? kinds[name].bits)), kind = kinds[given.name];
  if (kind.bits) {
    const bits = kind.bits(given);
    const bytes = new Bytes(random(Math.ceil(bits / 8)));
    return makeKey("secret", kind.read("raw", bytes, given).algorithm, !!extractable, [...usages], { bytes });
  }
  const wanted = [...usages], { algorithm: made, bytes, point } = kind.make(given);
  const of = (type) => wanted.filter((usage) => kind.usages[type].includes(usage));
  const wrong = wanted.find((usage) => !isUsage(usage) || !(of("private").includes(usage) || of("public").includes(usage)));
  if (wrong !== undefined) refuse("SyntaxError", "Keys of " + given.name + " are not used to " + wrong);
  const privateKey = makeKey("private", made, !!extractable, of("private"), { bytes, point });
  return { publicKey: makeKey("public", made, true, of("public"), { point }), privateKey };
};

const signers = ["HMAC", "Ed25519", "ECDSA"], verifiers = [...signers, "RSASSA-PKCS1-v1_5"];
const sign = (algorithm, key, data) => {
  const given = named(algorithm, signers), { bytes } = using(key, given, "sign"), message = bytesOf(data, "What is signed");
  if (given.name === "HMAC") return ask(key.algorithm.hash.name + " HMAC", bytes, message).buffer;
  return (ask(given.name === "Ed25519" ? "Ed25519 sign" : hashOf(given) + " P-256 sign", bytes, message) ?? failed()).buffer;
};
const verify = (algorithm, key, signature, data) => {
  const given = named(algorithm, verifiers), parts = using(key, given, "verify");
  const proof = bytesOf(signature, "A signature"), message = bytesOf(data, "What is signed");
  if (given.name === "HMAC") return isSame(ask(key.algorithm.hash.name + " HMAC", parts.bytes, message), proof);
  if (given.name === "Ed25519") return ask("ed25519 verify", parts.point, message, proof) === 1;
  if (given.name === "ECDSA") return ask(hashOf(given) + " P-256 verify", parts.point, message, proof) === 1;
  return ask(key.algorithm.hash.name + " RSA verify", parts.n, parts.e, message, proof) === 1;
};
const gcm = (work, usage) => (algorithm, key, data) => {
  const given = named(algorithm, ["AES-GCM"]), { bytes } = using(key, given, usage);
  const { tagLength = 128, additionalData } = given, iv = bytesOf(given.iv, "An iv");
  if (tagLength !== 128) no("Tags have 128 bits here");
  if (iv.length < 8) no("An iv has 8 bytes at least here");
  const beside = additionalData === undefined ? new Bytes(0) : bytesOf(additionalData, "Additional data");
  return (ask("AES-GCM " + work, bytes, iv, beside, bytesOf(data, "A text")) ?? failed()).buffer;
};
const bitsOf = (given, key, usage, length) => {
  const { bytes } = using(key, given, usage);
  if (length !== null && length % 8 !== 0) refuse("OperationError", "Bits are derived in whole bytes");
  if (given.name === "HKDF") {
    if (length === null) refuse("OperationError", "HKDF is told how many bits it derives");
    const salt = bytesOf(given.salt, "A salt"), info = bytesOf(given.info, "An info"), count = new Bytes(4);
    new DataView(count.buffer).setUint32(0, length / 8);
    return length === 0 ? new Bytes(0) : ask(hashOf(given) + " HKDF", bytes, salt, info, count) ?? failed();
  }
  const other = given.public, { point } = partsOf(other), crv = given.name === "ECDH" ? "P-256" : "X25519";
  if (other.type !== "public" || other.algorithm.name !== given.name)
    refuse("InvalidAccessError", "The public key is one of " + given.name);
  const shared = ask(crv + " agree", bytes, point) ?? failed();
  if (length > 256) refuse("OperationError", crv + " gives 256 bits");
  return shared.slice(0, length === null ? 32 : length / 8);
};
const derivers = ["HKDF", "X25519", "ECDH"];
const deriveBits = (algorithm, key, length = null) => bitsOf(named(algorithm, derivers), key, "deriveBits", length).slice().buffer;
const deriveKey = (algorithm, key, derived, extractable, usages) => {
  const type = named(derived, ["HMAC", "AES-GCM", "HKDF"]), length = kinds[type.name].bits?.(type) ?? null;
  return importKey("raw", bitsOf(named(algorithm, derivers), key, "deriveKey", length), type, extractable, usages);
};
const digest = (algorithm, data) => ask(nameOf(algorithm, Object.keys(blocks), "A hash") + " digest", bytesOf(data, "What is hashed")).buffer;

class SubtleCrypto {
  constructor(key) { if (key !== secretly) throw new TypeError("SubtleCrypto is crypto.subtle"); }
}
const works = { decrypt: gcm("open", "decrypt"), deriveBits, deriveKey, digest, encrypt: gcm("seal", "encrypt"), exportKey, generateKey, importKey, sign, verify };
for (const [name, work] of Object.entries(works)) {
  const { method } = { method(...given) { return new Promise((resolve) => { resolve(work(...given)); }); } };
  Object.defineProperty(method, "name", { value: name, configurable: true });
  Object.defineProperty(SubtleCrypto.prototype, name, { value: method, writable: true, enumerable: true, configurable: true });
}

const integers = [Int8Array, Bytes, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array];
const subtle = new SubtleCrypto(secretly);
class Crypto {
  constructor(key) { if (key !== secretly) throw new TypeError("Crypto is crypto"); }
  get subtle() { return subtle; }
  getRandomValues(view) {
    if (!integers.some((kind) => view instanceof kind)) refuse("TypeMismatchError", "getRandomValues fills a typed array of integers");
    if (view.byteLength > 65536) refuse("QuotaExceededError", "getRandomValues fills 65,536 bytes at most");
    new Bytes(view.buffer, view.byteOffset, view.byteLength).set(new Bytes(random(view.byteLength)));
    return view;
  }
  randomUUID() {
    const bytes = new Bytes(random(16));
    bytes[6] = (bytes[6] & 15) | 64; bytes[8] = (bytes[8] & 63) | 128;
    const digits = [...bytes].map((byte) => (byte + 256).toString(16).slice(1)).join("");
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }
}
return { crypto: new Crypto(secretly), Crypto, CryptoKey, SubtleCrypto };
})`;
