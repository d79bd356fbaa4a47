/**
 * What a hostile program tries, as source of an expression or statements after `;`, with what must come of it: an
 * error of this name, or a value. `host` is the program's host, or the port in a thread.
 */
export type Attempt = readonly [what: string, source: string, outcome: string];

const frozen = "TypeError";

const globals: readonly Attempt[] = [
  ["process", "return process.pid", "ReferenceError"],
  ["require", "return require('fs')", "ReferenceError"],
  ["Buffer", "return Buffer.allocUnsafe(64)", "ReferenceError"],
  ["fetch", "return fetch('http://127.0.0.1')", "ReferenceError"],
  ["WebSocket", "return new WebSocket('ws://127.0.0.1')", "ReferenceError"],
  [
    "a worker that inherits no restrictions",
    "return new Worker('data:text/javascript,', { execArgv: [] })",
    "ReferenceError",
  ],
  ["MessageChannel", "return new MessageChannel()", "ReferenceError"],
  ["BroadcastChannel", "return new BroadcastChannel('x')", "ReferenceError"],
  ["timers of Node", "return setTimeout(() => {}, 1)", "ReferenceError"],
  ["structuredClone", "return structuredClone({})", "ReferenceError"],
  [
    "URL and Blob",
    "return [typeof URL, typeof Blob, typeof performance, typeof navigator].join()",
    "undefined,undefined,undefined,undefined",
  ],
  ["process through the global object", "return globalThis.process ?? globalThis.global", "undefined"],
  ["streaming compilation, which loads an HTTP client", "return WebAssembly.compileStreaming", "undefined"],
];

const imports: readonly Attempt[] = [
  ["a builtin", "return import('node:fs')", "ImportRefused"],
  ["a builtin without prefix", "return import('child_process')", "ImportRefused"],
  ["the database builtin, which reads files", "return import('node:sqlite')", "ImportRefused"],
  ["a data: module", "return import('data:text/javascript,export default 1')", "ImportRefused"],
  ["a file", "return import('file:///etc/hostname')", "ImportRefused"],
  ["JSON", "return import('file:///etc/hostname', { with: { type: 'json' } })", "ImportRefused"],
  ["a path", "return import('./loader.ts')", "ImportRefused"],
  ["itself, to run twice", "return import(import.meta.url)", "ImportRefused"],
  ["a package", "return import('esbuild')", "ImportRefused"],
  ["a resolved name", "return import.meta.resolve('node:fs')", "ImportRefused"],
  ["WebAssembly", "return import('data:application/wasm;base64,AGFzbQEAAAA=')", "ImportRefused"],
  ["bytes", "return import('file:///etc/hostname', { with: { type: 'bytes' } })", "ImportRefused"],
  [
    "what is named while it is looked for",
    "let n = 0; return import({ toString: () => n++ ? 'node:fs' : import.meta.url })",
    "ImportRefused",
  ],
];

const asyncFunction = "(async () => {}).constructor";
const codeFromText: readonly Attempt[] = [
  ["eval", "return eval('import(\"node:fs\")')", "EvalError"],
  ["indirect eval", "return (0, eval)('this')", "EvalError"],
  ["Function", "return new Function('return import(\"node:fs\")')()", "EvalError"],
  ["AsyncFunction", `return new (${asyncFunction})('return import("node:fs")')()`, "EvalError"],
  ["the global's constructor", "return globalThis.constructor.constructor('return process')()", "EvalError"],
  ["a host function's constructor", "return host.monotonicMs.constructor('return process')()", "EvalError"],
  ["a primitive's constructor", "return host.primitives.sha256.constructor('return this')()", "EvalError"],
];

const tampering: readonly Attempt[] = [
  [
    "a setter that Node's objects would inherit",
    "Object.defineProperty(Object.prototype, 'onread', { set() {} })",
    frozen,
  ],
  ["a property of every object", "Object.prototype.polluted = 1", frozen],
  ["Array.prototype.push", "Array.prototype.push = () => {}", frozen],
  ["Promise.prototype.then", "Promise.prototype.then = () => {}", frozen],
  ["Map.prototype.get", "Map.prototype.get = () => {}", frozen],
  ["Function.prototype.call", "Function.prototype.call = () => {}", frozen],
  ["Uint8Array.prototype.set", "Object.getPrototypeOf(Uint8Array.prototype).set = () => {}", frozen],
  ["the iterator of arrays", "Object.getPrototypeOf([].values()).next = () => {}", frozen],
  ["JSON.parse", "JSON.parse = () => {}", frozen],
  ["an Error's name", "Error.prototype.name = 'x'", frozen],
  ["a global class", "globalThis.Uint8Array = Array", frozen],
  ["a new global", "globalThis.process = {}", frozen],
  ["a prototype's prototype", "Object.setPrototypeOf(Function.prototype, {})", frozen],
  ["the host", "host.monotonicMs = 1", frozen],
  ["a new host function", "host.more = 1", frozen],
  ["the primitives", "host.primitives.sha256 = 1", frozen],
  ["nested primitives", "host.primitives.ed25519.verify = () => true", frozen],
  ["what hangs on a host function", "host.primitives.sha256.more = 1", frozen],
  ["the shape of stacks", "Error.prepareStackTrace = (_, sites) => sites", frozen],
];

const leaks: readonly Attempt[] = [
  ["a Buffer instead of bytes", "return host.primitives.sha256(new Uint8Array(1)).constructor === Uint8Array", "true"],
  ["the memory around random bytes", "return host.primitives.randomBytes(8).buffer.byteLength", "8"],
  ["the memory around a key", "return host.primitives.x25519.generate().privateKey.buffer.byteLength", "32"],
  [
    "a subclass whose getters lie",
    "class Evil extends Uint8Array { get length() { throw this; } }; return host.primitives.sha256(new Evil(3)).length",
    "32",
  ],
  ["a proxy of bytes", "return host.primitives.sha256(new Proxy(new Uint8Array(1), {}))", "HostError"],
  ["an object instead of bytes", "return host.primitives.sha256({ length: 4 })", "HostError"],
  ["a negative length", "return host.primitives.randomBytes(-1)", "HostError"],
  ["a huge length", "return host.primitives.randomBytes(2 ** 40)", "HostError"],
  ["Node's inspection", "return TextDecoder.prototype[Symbol.for('nodejs.util.inspect.custom')]", "undefined"],
  ["the caller", "return (function f() { return f.caller })()", "TypeError"],
  ["this of a call", "return (function () { return this })()", "undefined"],
  ["the place of the program", "return import.meta.dirname ?? import.meta.filename", "undefined"],
];

const caught = "const caught = (cause) => { try { return cause() } catch (error) { return error } };";
/** What host functions throw and give is made by the loader's code, of the loader's classes. */
const given: readonly Attempt[] = [
  [
    "code from text, by a host error's class",
    `${caught} return caught(() => host.primitives.sha256(1)).constructor.constructor('return process')()`,
    "EvalError",
  ],
  [
    "what all host errors inherit",
    `${caught} Object.getPrototypeOf(caught(() => host.primitives.sha256(1))).name = 'x'`,
    frozen,
  ],
  [
    "a setter that the loader's errors would run into",
    `${caught} Object.defineProperty(caught(() => host.primitives.sha256(1)).constructor.prototype, 'name', { set() {} })`,
    frozen,
  ],
  [
    "the class of refused imports",
    "const error = await import('node:fs').catch((error) => error); error.constructor.prototype.code = 'x'",
    frozen,
  ],
  ["who called a host function", "return host.monotonicMs.caller", frozen],
  ["what a host function was called with", "return host.primitives.sha256.arguments", frozen],
  ["an object made by a host function", "return new host.monotonicMs()", frozen],
  ["a host function as somebody's class", "return Reflect.construct(Uint8Array, [4], host.monotonicMs)", frozen],
  [
    "more than a name and a code",
    `${caught} return Object.keys(caught(() => host.primitives.sha256(1))).join()`,
    "code,name",
  ],
];

/** Bytes may change while they are read, and lengths lie. */
const moving: readonly Attempt[] = [
  [
    "bytes that another thread may write",
    "return host.primitives.sha256(new Uint8Array(new SharedArrayBuffer(8))).length",
    "32",
  ],
  [
    "bytes that shrink when they are looked at",
    "const buffer = new ArrayBuffer(64, { maxByteLength: 64 }); const bytes = new Uint8Array(buffer); buffer.resize(1); return host.primitives.sha256(bytes).length",
    "32",
  ],
  [
    "bytes that are gone",
    "const buffer = new ArrayBuffer(8); const bytes = new Uint8Array(buffer); buffer.transfer(); return host.primitives.sha256(bytes)",
    frozen,
  ],
  [
    "bytes that say they are of another class",
    "class Shy extends Uint8Array { static get [Symbol.species]() { throw this } get [Symbol.toStringTag]() { throw this } }; return host.primitives.sha256(new Shy(3)).constructor === Uint8Array",
    "true",
  ],
  ["a length that runs code", "return host.primitives.randomBytes({ valueOf() { return 8 } })", "HostError"],
];

/** Stacks of every error that a program can cause must name nothing outside it. */
const stacks: Attempt = [
  "paths in stacks",
  `const errors = [];
  for (const cause of [
    () => { throw new Error("own") }, () => null.x, () => JSON.parse("{"), () => new WebAssembly.Module(new Uint8Array(3)),
    () => (function deep() { deep() })(), () => host.primitives.sha256(1), () => host.primitives.randomBytes(-1),
    () => new TextDecoder("no such label"), () => new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.of(255)),
    () => eval("1"), () => import.meta.resolve("x"), () => crypto.getRandomValues(1),
    () => import("node:fs"), async () => { throw new Error("own") },
  ]) try { await cause(); errors.push("no error from " + cause) } catch (error) { errors.push(error.stack + error.message + error.cause) }
  return errors.filter((stack) => /file:|node:|\\.ts|\\/work|\\/home|no error/.test(stack)).join(" | ") || "none"`,
  "none",
];

/** Everything that can be reached by walking from the globals and the host must be frozen. */
const walk: Attempt = [
  "something to write to",
  `const seen = new Set(), open = [["global", globalThis], ["host", host], ["async", async () => {}], ["generator", Object.getPrototypeOf(function* () {})]];
  const thrown = [];
  try { host.primitives.sha256(1) } catch (error) { thrown.push(error) }
  try { await import("node:fs") } catch (error) { thrown.push(error) }
  for (const error of thrown) open.push(["class of what is thrown", error.constructor]);
  open.push(["asyncGenerator", Object.getPrototypeOf(async function* () {})], ["iterator", new Map().values()], ["match", "a".matchAll(/a/g)]);
  const own = new Set(open.slice(2).map(([, object]) => object)), writable = [];
  while (open.length > 0) {
    const [path, object] = open.pop();
    if (object === null || !/object|function/.test(typeof object) || seen.has(object)) continue;
    seen.add(object);
    if (!Object.isFrozen(object) && !own.has(object)) writable.push(path);
    open.push([path + ".__proto__", Object.getPrototypeOf(object)]);
    for (const key of Reflect.ownKeys(object)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(object, key);
      for (const part of [value, get, set]) open.push([path + "." + String(key), part]);
    }
  }
  return seen.size > 700 ? writable.join() || "nothing" : "walked too little: " + seen.size`,
  "nothing",
];

/** What a hostile program attempts of one kind; `name` is what it does. */
export interface AttemptKind {
  readonly name: string;
  readonly attempts: readonly Attempt[];
}

/** Tried in the core and in a thread. */
export const attemptKinds: readonly AttemptKind[] = [
  { name: "reach Node or the network by a global", attempts: globals },
  { name: "import a module", attempts: imports },
  { name: "make code from text", attempts: codeFromText },
  { name: "change what the loader's code uses", attempts: tampering },
  { name: "read memory or paths that are not its own", attempts: [...leaks, stacks] },
  { name: "get at the loader by what it throws and gives", attempts: given },
  { name: "change bytes while they are read", attempts: moving },
  { name: "find something to write to", attempts: [walk] },
];

/** Tried in the core, whose host has more to it. */
export const coreAttempts: readonly Attempt[] = [
  ["text as a timer's callback", "return host.setTimeout('process.exit()', 1)", "HostError"],
  ["the timer object", "return typeof host.setTimeout(() => {}, 1)", "number"],
  [
    "this of a timer's callback",
    "return new Promise((resolve) => host.setTimeout(function () { resolve(this) }, 1))",
    "undefined",
  ],
  ["options of a thread", "return host.spawnThread('x', { execArgv: [], env: {}, heapMb: '--eval' })", "HostError"],
  ["a role that is none", "return host.spawnThread({ toString: () => 'x' })", "HostError"],
  ["an ocall without bytes", "return host.ocall('x')", "HostError"],
  ["a purpose that is no text", "return host.seal({}, 1, new Uint8Array())", "HostError"],
  ["an exchange of nothing", "return host.exchange()", "HostError"],
  ["an exchange whose parts throw", "return host.exchange({ get headers() { throw new Error(); } }, {})", "HostError"],
  [
    "an exchange over what is no wire",
    "return host.exchange({ method: 'GET', url: 'https://a', headers: [], ca: [], mostBytes: 1, atMs: 0 }, {}).answer.then(({ failed }) => failed)",
    "Cut",
  ],
  [
    "an exchange with this machine's own files and sockets",
    "return host.exchange({ method: 'GET', url: 'file:///etc/passwd', headers: [], ca: [], mostBytes: 1e6, atMs: 0 }, {}).answer.then(({ failed }) => failed)",
    "Cut",
  ],
  ["free text in the log", "return host.log('two words')", "HostError"],
  ["free text in the name of a fact", "return host.log('x', { 'two words': 1 })", "HostError"],
  [
    "more facts than a log entry has",
    "return host.log('x', Object.fromEntries([...'abcdefghijklmnopq'].map((name) => [name, 1])))",
    "HostError",
  ],
  [
    "a thread whose heap is told twice",
    "let n = 0; try { host.spawnThread('x', { get heapMb() { return n++ ? '--eval' : 1 } }) } catch (error) { return error.name + n }",
    "HostError1",
  ],
  ["threads without end", "for (;;) host.spawnThread('none')", "HostError"],
  ["a version below all", "return host.seal('x', -1, new Uint8Array(1))", "HostError"],
  ["a version that is none", "return host.unseal('x', { valueOf: () => 1 }, new Uint8Array(64))", "HostError"],
  ["a quote over more than a quote has room for", "return host.quote(new Uint8Array(65))", "HostError"],
  ["a time that runs code", "return host.setTimeout(() => {}, { valueOf() { throw new RangeError() } })", "RangeError"],
  [
    "the end of another's timer",
    "return String(host.clearTimeout({ valueOf() { throw new RangeError() } }))",
    "undefined",
  ],
];

/** Source of `attempt(name, host)`, for both places. */
export const attemptTable = `
const attempts = {
${[...attemptKinds.flatMap(({ attempts }) => attempts), ...coreAttempts].map(([what, source]) => `${JSON.stringify(what)}: async (host) => { ${source} },`).join("\n")}
};
async function attempt(name, host) {
  try { return String(await attempts[name](host)); } catch (error) { return String(error.name); }
}`;
