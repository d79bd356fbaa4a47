/** Calls something where hardly any stack is left, again with a little more of it, and so on; in its own frame, for effect. */
const atTheEnd = (call: string): string => `const thrown = []; let left = 2000;
  const deeper = () => {
    try { deeper(); } catch (error) { thrown[thrown.length] = error; }
    if (left-- > 0) try { ${call}; } catch (error) { thrown[thrown.length] = error; }
  };
  deeper();
  for (const error of thrown) reach(error, "error at the end");`;

/** Attempts to get out: a name, and code that runs where a runtime is made. It may put its own functions on `runtime`. */
export const attempts: readonly (readonly [name: string, code: string])[] = [
  // What is there from the beginning.
  ["walk all globals", `reach(globalThis, "globalThis")`],
  ["TextEncoder's constructor", `poke("made", () => TextEncoder.constructor("return process")())`],
  ["an encoder's method", `poke("method", () => new TextEncoder().encode.constructor("return process")())`],
  ["a decoder's method", `poke("method", () => new TextDecoder().decode.constructor("return process")())`],
  [
    "an encoder and what it gives",
    `reach(new TextEncoder(), "encoder"); reach(new TextEncoder().encode("ü"), "bytes")`,
  ],
  ["a decoder and its prototype", `reach(new TextDecoder("utf-8", { fatal: true }), "decoder")`],
  ["the host's functions", `reach(host, "host")`],
  ["a hash's constructor", `poke("made", () => host.hashes.sha256.constructor("return process")())`],
  ["a digest and its buffer", `poke("digest", () => host.hashes.blake2b256(Uint8Array.of(1)))`],
  ["an inspection", `poke("inspection", () => host.inspect(Uint8Array.of(1, 2)))`],
  ["an inspection's error", `poke("inspection", () => host.inspect(new TextEncoder().encode("imp" + "ort x")))`],
  ["this and arguments", `reach(this, "this"); reach(arguments, "arguments")`],
  ["the caller of a strict function", `poke("caller", () => arguments.callee.caller)`],
  [
    "the caller of any function",
    `poke("caller", () => Object.getOwnPropertyDescriptor(ownFunction, "caller").get.call(reach))`,
  ],
  [
    "globals that were taken away",
    `for (const name of ["Promise", "WebAssembly", "SharedArrayBuffer", "Atomics", "WeakRef",
    "FinalizationRegistry", "Date", "Intl", "console", "process", "require", "queueMicrotask", "setTimeout", "ShadowRealm", "eval"])
    if (name in globalThis) say(name)`,
  ],
  // Code of text.
  ["Function", `poke("made", () => Function("return process")())`],
  ["an indirect eval", `poke("made", () => (0, globalThis.eval)("process"))`],
  [
    "the constructor of generators",
    `poke("made", () => Object.getPrototypeOf(function* () {}).constructor("yield process")().next())`,
  ],
  ["Reflect.construct of Function", `poke("made", () => Reflect.construct(Function, ["return process"], Object)())`],
  // Errors of the host.
  ["a hash of nothing", `poke("hash", () => host.hashes.sha256())`],
  [
    "a hash of a number, a text, a symbol, null",
    `for (const of of [1, "x", Symbol.iterator, null, 1n]) poke("hash", () => host.hashes.blake2b128(of))`,
  ],
  [
    "a hash of what only looks like bytes",
    `poke("hash", () => host.hashes.sha256({ __proto__: Uint8Array.prototype, length: 1 }))`,
  ],
  [
    "a hash of an array with accessors",
    `poke("hash", () => host.hashes.sha256({ get length() { reach(this, "this"); throw new Proxy({}, {}); } }))`,
  ],
  [
    "a hash of bytes with an own length",
    `const bytes = Uint8Array.of(1, 2);
    for (const key of ["length", "byteLength", "buffer", "set", "constructor", Symbol.iterator, Symbol.toPrimitive])
      Object.defineProperty(bytes, key, { get: spy("own " + String(key), 2) });
    poke("hash", () => host.hashes.sha256(bytes))`,
  ],
  ["a hash of a proxy", `poke("hash", () => host.hashes.sha256(trap("bytes", Uint8Array.of(1))))`],
  [
    "a hash of a subclass",
    `class Mine extends Uint8Array { static get [Symbol.species]() { return spy("species"); } subarray(...x) { spy("subarray")(...x); } set(...x) { spy("set")(...x); } }
    poke("hash", () => host.hashes.sha256(new Mine(8)))`,
  ],
  ["an argument with a callback", `poke("hash", () => host.hashes.sha256(spy("called")))`],
  [
    "decoding what is no text",
    `poke("decode", () => new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.of(255)))`,
  ],
  ["an encoding that there is not", `poke("decoder", () => new TextDecoder("nope"))`],
  ["options with accessors", `poke("decoder", () => new TextDecoder(trap("label"), trap("options", { fatal: true })))`],
  ["encoding a symbol", `poke("encode", () => new TextEncoder().encode(Symbol("x")))`],
  [
    "encoding what makes itself text",
    `poke("encode", () => new TextEncoder().encode({ toString: spy("toString", "x"), [Symbol.toPrimitive]: spy("toPrimitive", "x") }))`,
  ],
  [
    "methods on objects that are not theirs",
    `for (const key of ["encode", "decode"]) for (const of of [new TextEncoder(), new TextDecoder()])
    poke(key, () => of[key]?.call({ decode: spy("decode"), encode: spy("encode") }, trap("given")))`,
  ],
  ["the end of the stack, in a hash", `const bytes = Uint8Array.of(1); ${atTheEnd("host.hashes.sha256(bytes)")}`],
  [
    "the end of the stack, in a decoder",
    `const decoder = new TextDecoder(), bytes = Uint8Array.of(1); ${atTheEnd("decoder.decode(bytes)")}`,
  ],
  ["the end of the stack, in an encoder", `const encoder = new TextEncoder(); ${atTheEnd('encoder.encode("x")')}`],
  ["the end of the stack, in an inspection", `const bytes = Uint8Array.of(1); ${atTheEnd("host.inspect(bytes)")}`],
  [
    "the end of the stack, in an argument's accessor",
    `const down = () => down(), given = { get length() { return down(); } }; ${atTheEnd("host.inspect(given)")}`,
  ],
  [
    "an error of its own as the host's, out of an argument's accessor",
    `const brands = [Symbol.for("@pha/codec CodedError"), Symbol.for("@pha/frame NotLoaded")];
    const held = [spy("data"), { data: spy("data"), get got() { return spy("got")(); } }, [spy("keys")], new (class { made() {} get read() { return 1; } })()];
    for (const brand of brands) for (const data of held) try {
      host.hashes.sha256({ get length() { throw Object.assign(new Error("x"), { [brand]: true, data, keys: data, code: data, message: data, name: data }); } });
    } catch (error) {
      reach(error, "error");
      for (const given of [error.data, error.keys, error.code]) for (const call of [given, given?.data, given?.[0], given?.made])
        poke("called", () => call?.call(given, {}));
    }`,
  ],
  [
    "a proxy as an error, out of an argument's accessor",
    `try { host.hashes.sha256({ get length() { throw trap("error", new Error("x")); } }); } catch (error) { reach(error, "error"); }`,
  ],
  // Stacks.
  ["the end of the stack, in a stack", atTheEnd('new Error("x").stack')],
  ["the end of the stack, in a stack of anything", atTheEnd("const o = {}; Error.captureStackTrace?.(o); o.stack")],
  [
    "the end of the stack, in a host's error",
    atTheEnd('host.hashes.sha256({ get length() { throw new Error("x"); } })'),
  ],
  [
    "Error.prepareStackTrace",
    `try { Error.prepareStackTrace = spy("sites"); } catch {} poke("stack", () => new Error("x").stack)`,
  ],
  [
    "prepareStackTrace, defined",
    `poke("define", () => Object.defineProperty(Error, "prepareStackTrace", { value: spy("sites") })); poke("stack", () => new Error("x").stack)`,
  ],
  [
    "another Error",
    `try { globalThis.Error = class { static prepareStackTrace(...x) { spy("sites")(...x); } }; } catch {} poke("stack", () => new TypeError("x").stack)`,
  ],
  [
    "prepareStackTrace by inheritance",
    `for (const of of [ownFunction, ownObject]) try { of.prepareStackTrace = spy("sites"); } catch {} poke("stack", () => new Error("x").stack)`,
  ],
  [
    "the places of a stack",
    `poke("sites", () => Error.prepareStackTrace(new Error("x"), trap("sites", [{ getFileName: spy("site", "runtime") }])))`,
  ],
  [
    "the stack of anything",
    `const mine = { __proto__: trap("prototype"), get name() { return spy("name", "x")(); } }; Error.captureStackTrace(mine); poke("stack", () => mine.stack)`,
  ],
  [
    "the length of stacks",
    `try { Error.stackTraceLimit = { valueOf: spy("limit", 5) }; } catch {} poke("stack", () => new Error("x").stack)`,
  ],
  [
    "lines of the process in a stack",
    `if (/node:|file:|\\/|load\\.ts/.test(new Error("x").stack)) say(new Error("x").stack)`,
  ],
  // What the host's calls bring.
  [
    "arguments and this of every function",
    `for (const name of Object.keys(runtime)) if (typeof runtime[name] === "function") {
    const before = runtime[name]; runtime[name] = function (...args) { spy(name).apply(this, args); return before(...args); }; }`,
  ],
  [
    "a state's methods",
    `runtime.validate = (state) => { poke("get", () => state.get.constructor("return process")()); poke("get", () => state.get("0x00")); reach(state, "state"); }`,
  ],
  [
    "what a state throws",
    `runtime.validate = (state) => { poke("get", () => state.get("missing")); poke("get", () => state.get("coded")); poke("get", () => state.get("failed")); }`,
  ],
  [
    "a state asked for no text",
    `runtime.validate = (state) => { for (const key of [trap("key"), { toString: spy("toString", "0x") }, spy("key"), Symbol.iterator, Uint8Array.of(1)]) poke("get", () => state.get(key)); }`,
  ],
  [
    "a state's method on something else",
    `runtime.validate = (state) => { for (const self of [{ get: spy("get") }, trap("self"), null]) poke("get", () => state.get.call(self, "0x00")); }`,
  ],
  [
    "a state's accessors",
    `runtime.validate = (state) => { for (let of = state; of; of = Object.getPrototypeOf(of)) for (const [key, { get }] of Object.entries(Object.getOwnPropertyDescriptors(of)))
    if (get) { reach(get, key); poke(key, () => get.call({ get isSpeculative() { return 1; } })); } }`,
  ],
  [
    "changes of a state's bytes",
    `runtime.validate = (state) => { const value = state.get("0x00"); reach(value, "value"); value.fill(9); poke("buffer", () => value.buffer.constructor.constructor("return process")()); }`,
  ],
  [
    "the end of the stack, in a state",
    `runtime.validate = (state) => { ${["0x00", "missing", "coded", "failed"].map((key) => `{ ${atTheEnd(`state.get("${key}")`)} }`).join("")} }`,
  ],
  [
    "the function that verifies signatures",
    `runtime.call = (api, args, state, env) => { reach(env, "env"); for (const check of [undefined, 1, spy("check"), trap("check"), { get scheme() { return spy("scheme", "ed25519")(); }, message: trap("message") }])
    poke("verify", () => env.verifySignature(check)); return args; }`,
  ],
  [
    "the hashes of a chain",
    `runtime.signatureCheck = (extrinsic, chain) => { reach(extrinsic, "extrinsic"); reach(chain, "chain"); poke("blockHash", () => chain.blockHash(trap("number"))); poke("blockHash", () => chain.blockHash(7)); }`,
  ],
  [
    "readers and writers of the host",
    `runtime.callType = { meta: {}, schema: {}, toJson: spy("toJson"), fromJson: spy("fromJson"),
      read: (reader) => { reach(reader, "reader"); poke("u8", () => reader.u8()); poke("take", () => reader.take(1)); poke("end", () => reader.take(100)); return poke("nested", () => reader.nested(spy("nested", 5))); },
      write: (writer, value) => { reach(writer, "writer"); reach(value, "value"); poke("u8", () => writer.u8(-1)); poke("bytes", () => writer.bytes(trap("bytes", Uint8Array.of(1)))); poke("bytes", () => writer.bytes({ get length() { return spy("length", 1)(); } })); } }`,
  ],
  [
    "a reader's methods on something else",
    `runtime.callType = { meta: {}, schema: {}, write: spy("write"), toJson: spy("toJson"), fromJson: spy("fromJson"),
      read: (reader) => { for (const key of Reflect.ownKeys(reader)) poke(String(key), () => reader[key]?.call({ advance: spy("advance", 0), bytes: trap("bytes"), buffer: { set: spy("set") } }, spy("given"))); reach(reader.constructor, "constructor"); } }`,
  ],
  // What the host does with what it gets.
  ["results that look at who reads them", `runtime.fee = () => trap("result", { a: 1, b: [1] })`],
  [
    "accessors in a result",
    `runtime.fee = () => ({ get a() { return spy("a", 1).call(this); }, get toJSON() { return spy("toJSON"); } })`,
  ],
  [
    "toJSON, valueOf, toString, then",
    `runtime.fee = () => Object.fromEntries(["toJSON", "valueOf", "toString", "then", "map", "inspect"].map((key) => [key, spy(key)]))`,
  ],
  [
    "well-known symbols of a result",
    `runtime.fee = () => Object.fromEntries([...Reflect.ownKeys(Symbol).map((key) => Symbol[key]).filter((key) => typeof key === "symbol"),
    Symbol.for("nodejs.util.inspect.custom"), Symbol.for("nodejs.util.promisify.custom")].map((key) => [key, spy(String(key))]))`,
  ],
  [
    "a method for Node's inspection in a class",
    `class Mine { [Symbol.for("nodejs.util.inspect.custom")](...args) { spy("inspect").apply(this, args); } get then() { return spy("then"); } } runtime.fee = () => new Mine()`,
  ],
  [
    "a list with methods of its own",
    `class Mine extends Array { map(...x) { return spy("map")(...x); } forEach(...x) { spy("forEach")(...x); } [Symbol.iterator]() { return { next: spy("next", { done: true }) }; } }
    runtime.keysOf = () => Mine.from(["0x00"])`,
  ],
  ["a list that is a proxy", `runtime.keysOf = () => trap("list", ["0x00"])`],
  [
    "bytes with methods of their own",
    `class Mine extends Uint8Array { slice(...x) { return spy("slice")(...x); } subarray(...x) { return spy("subarray")(...x); } get length() { return spy("length", 4).call(this); } }
    runtime.metadata = () => new Mine(4)`,
  ],
  [
    "a map with methods of its own",
    `class Mine extends Map { get(...x) { return spy("get")(...x); } forEach(...x) { spy("forEach")(...x); } entries() { return spy("entries")(); } }
    runtime.genesis = () => new Mine([["0x00", Uint8Array.of(1)]])`,
  ],
  [
    "what only looks like a map",
    `runtime.genesis = () => Object.setPrototypeOf({ forEach: spy("forEach") }, Map.prototype)`,
  ],
  [
    "iterators of its own",
    `runtime.keysOf = () => ({ [Symbol.iterator]: spy("iterator", () => ({ next: spy("next", { done: true }) })) })`,
  ],
  [
    "a result that is a function",
    `runtime.fee = () => Object.assign(spy("called"), { apply: spy("apply"), call: spy("call"), bind: spy("bind") })`,
  ],
  [
    "a class's object in a block's place",
    `class Block { #a = 1; applyExtrinsic(x) { spy("apply").call(this, x); return { ok: true, get events() { return trap("events", []); } }; } finish() { reach(this, "this"); return trap("block", { changes: new Map(), reads: new Set() }); } }
    runtime.startBlock = (...args) => { args.forEach((arg) => reach(arg, "start")); return new Block(); }`,
  ],
  [
    "a property named __proto__",
    `runtime.fee = () => JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}')`,
  ],
  [
    "bytes whose buffer is gone, or shrinks",
    `const gone = Uint8Array.of(1, 2), shrunk = new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }), 4);
    gone.buffer.transfer(); shrunk.buffer.resize(2);
    for (const bytes of [gone, shrunk]) { poke("hash", () => host.hashes.sha256(bytes)); poke("decode", () => new TextDecoder().decode(bytes)); }
    runtime.metadata = () => gone; runtime.fee = () => [shrunk]`,
  ],
  [
    "what ends with a scope, and generators",
    `const used = { [Symbol.dispose]: spy("dispose"), next: spy("next"), return: spy("return"), throw: spy("throw") };
    { using kept = used; } new DisposableStack().use(used); runtime.keysOf = () => used;
    runtime.fee = function* () { reach(this, "this"); try { reach(yield used, "sent"); } finally { reach(arguments, "arguments"); } }`,
  ],
  // What it throws.
  ["a thrown proxy", `runtime.fee = () => { throw trap("thrown", new Error("x")); }`],
  ["a thrown function", `runtime.fee = () => { throw spy("thrown"); }`],
  [
    "an error of accessors",
    `runtime.fee = () => { const error = new Error(); for (const key of ["message", "name", "stack", "code", "cause", "data", "keys", "kind", "toString", "toJSON", Symbol.for("nodejs.util.inspect.custom"), Symbol.for("@pha/codec CodedError")])
    Object.defineProperty(error, key, { get: spy(String(key), () => spy(String(key))) }); throw error; }`,
  ],
  [
    "a coded error of what is no text",
    `runtime.fee = () => { throw Object.assign(new Error(), { [Symbol.for("@pha/codec CodedError")]: true, module: trap("module"), index: spy("index"), kind: { toString: spy("kind", "invalid") }, status: 1, doc: trap("doc"), data: trap("data", { a: spy("a"), b: trap("b") }) }); }`,
  ],
  [
    "keys to load that are none",
    `runtime.fee = () => { throw Object.assign(new Error(), { [Symbol.for("@pha/frame NotLoaded")]: true, keys: trap("keys", [trap("key"), { toString: spy("toString", "0x") }]) }); }`,
  ],
  [
    "an error that is its own cause",
    `runtime.fee = () => { const error = new Error("x"); error.cause = error; throw error; }`,
  ],
  // What it does to the language.
  [
    "another Array.prototype.map",
    `for (const key of Reflect.ownKeys(Array.prototype)) try { Array.prototype[key] = spy("Array." + String(key)); } catch {} runtime.keysOf = () => ["0x00", "0x01"]`,
  ],
  [
    "other methods of bytes, maps, sets, functions",
    `for (const { prototype } of [Object.getPrototypeOf(Uint8Array), Uint8Array, Map, Set, WeakMap, Function, Object]) for (const key of Reflect.ownKeys(prototype))
      for (const change of [() => { prototype[key] = spy(String(key)); }, () => Object.defineProperty(prototype, key, { get: spy(String(key)) })]) try { change(); } catch {}
    runtime.genesis = () => new Map([["0x00", Uint8Array.of(1)]])`,
  ],
  [
    "setters for indices and names",
    `for (const of of [Array.prototype, ownObject]) for (const key of ["0", "1", "get", "value", "then", "toJSON"]) try { Object.defineProperty(of, key, { set: spy("set " + key), get: spy("get " + key), configurable: true }); } catch {}
    runtime.keysOf = () => ["0x00"]`,
  ],
  [
    "another Reflect, Object, WeakMap",
    `for (const of of [Reflect, Object, globalThis]) for (const key of Reflect.ownKeys(of)) try { of[key] = spy(String(key)); } catch {}`,
  ],
  [
    "a setter of an error's name",
    `const { set } = Object.getOwnPropertyDescriptor(Error.prototype, "name"); for (const self of [host, globalThis, Object.prototype, trap("self")]) poke("set", () => set.call(self, spy("name")))`,
  ],
];

/** Words that no runtime has: what they begin would run later, and by the process. */
export const refusedTexts: readonly string[] = [
  `import("node:fs")`,
  `import/**/("node:fs")`,
  `import.meta.dirname`,
  `(async () => { throw { [Symbol.for("nodejs.util.inspect.custom")]: 1 }; })()`,
  `({ async then() {} })`,
  `async function* later() {}`,
  `"async"`,
];
