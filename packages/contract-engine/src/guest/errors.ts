/**
 * How exceptions are told to the host, and what of a call is lost. It may be evaluated after a contract changed the
 * intrinsics: it uses those that are handed to it.
 */
export const errors = `((use, host, now, { text, stringify, apply, isFunction }) => {
const { isArray } = Array, { includes } = String.prototype, { toString: sourceOf } = Function.prototype;
const describe = (thrown, depth) => {
  if (thrown === null || typeof thrown !== "object") return { name: "", message: text(thrown) };
  const { code, name, message, stack, errors } = thrown;
  const cause = thrown.cause === undefined && isArray(errors) ? errors[0] : thrown.cause;
  return {
    code: typeof code === "string" ? code : undefined,
    name: typeof name === "string" ? name : "Error",
    message: typeof message === "string" ? message : "",
    stack: typeof stack === "string" ? stack : undefined,
    cause: cause === undefined || depth > 3 ? undefined : describe(cause, depth + 1),
  };
};
// What Promise.race and its like wait with has no name and no source: nothing is lost with it.
const isCode = (work) => work.name !== "" || !apply(includes, apply(sourceOf, work, []), ["[native code]"]);
const lost = (each) => {
  let isWaiting = false, rejected;
  each((state) => {
    if (isArray(state)) rejected ??= state;
    else if (isFunction(state)) isWaiting ||= isCode(state);
  });
  return { isWaiting, rejected: rejected && stringify({ ...describe(rejected[0], 0), isUnheard: true }) };
};
return { describe, lost };
})`;

/** `ctx.hash`, `ctx.sign`, `ctx.publicKey` and `ctx.verify`: by the host, of bytes or of a text's UTF-8. */
export const hashes = `((use, { hash, crypto: work }, now, { Bytes }) => {
const bytesOf = (given) => {
  if (typeof given === "string") return use("text").encode(given);
  if (given instanceof Bytes) return new Bytes(given);
  throw new TypeError("What is hashed or signed is a Uint8Array or a text");
};
const of = (name) => (data) => new Bytes(hash(name, bytesOf(data).buffer));
const schemes = ["sr25519", "ed25519", "ecdsa", "ethereum"];
const asked = (what) => (scheme, ...given) => {
  if (!schemes.includes(scheme)) throw new TypeError("A signature's scheme is one of " + schemes.join(", "));
  return work(scheme + " " + what, ...given.map((each) => bytesOf(each).buffer));
};
const made = (what, refused) => {
  const make = asked(what);
  return (...given) => {
    const bytes = make(...given);
    if (bytes === undefined) throw new RangeError(refused);
    return new Bytes(bytes);
  };
};
const badSeed = "A seed has 32 bytes, and is a private key of its scheme", verified = asked("verify");
const sign = made("sign", badSeed + "; what is signed for Ethereum is a digest of 32 bytes");
const publicKey = made("public", badSeed), verify = (...given) => verified(...given) === 1;
return { hash: Object.freeze({ sha256: of("sha256"), blake2b256: of("blake2b256"), keccak256: of("keccak256") }), sign, publicKey, verify };
})`;
