/**
 * The first code in every guest: replaces what would tell machines apart, and answers with the function that
 * runs one call. It keeps the intrinsics it needs, so nothing a contract does to them later can reach it.
 * While the contract's module loads, the clock stands at 0 and `Math.random` has a fixed seed.
 */
export const prelude = String.raw`(() => {
const { parse, stringify } = JSON;
const { construct, apply } = Reflect;
const { freeze, hasOwn, defineProperty } = Object;
const { isWellFormed, includes } = String.prototype;
const { exec } = RegExp.prototype;
const Base = Date, { parse: baseParse, UTC: baseUtc } = Date, Bytes = Uint8Array, text = String, isFunction = (v) => typeof v === "function";

let nowMs = 0;
const shape = Base.prototype;
for (const unit of ["FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds"])
  for (const verb of ["get", "set"])
    if (shape[verb + "UTC" + unit]) shape[verb + unit] = shape[verb + "UTC" + unit];
const { toUTCString, setFullYear, getFullYear } = shape;
const parts = (date) => apply(exec, /^(\w+), (\d+) (\w+) (-?\d+) (.+) GMT$/, [apply(toUTCString, date, [])]);
const shown = (write) => function () { const p = parts(this); return p ? write(p) : "Invalid Date"; };
const dayOf = (p) => p[1] + " " + p[3] + " " + p[2] + " " + p[4];
shape.toDateString = shape.toLocaleDateString = shown(dayOf);
shape.toTimeString = shape.toLocaleTimeString = shown((p) => p[5] + " GMT+0000");
shape.toString = shape.toLocaleString = shown((p) => dayOf(p) + " " + p[5] + " GMT+0000");
shape.getTimezoneOffset = function () { return apply(getFullYear, this, []) * 0; };
shape.getYear = function () { return apply(getFullYear, this, []) - 1900; };
shape.setYear = function (year) { return apply(setFullYear, this, [year >= 0 && year <= 99 ? 1900 + year : year]); };
// The standard's own formats; what else a parser takes is its own affair, and may be local time.
const iso = /^(?:[+-]\d{6}|\d{4})(?:-\d\d(?:-\d\d)?)?(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;
const written = /^\w{3},? [\w ]+ -?\d{4,6} \d\d:\d\d:\d\d GMT(?:[+-]\d{4})?$/;
const toTime = (given) => {
  const words = text(given), found = apply(exec, iso, [words]);
  if (found) return baseParse(found[1] && !found[2] ? words + "Z" : words);
  return apply(exec, written, [words]) ? baseParse(words) : NaN;
};
function Clock(...args) {
  if (new.target === undefined) return apply(shape.toString, new Base(nowMs), []);
  const given = args[0];
  const made =
    args.length === 0 ? nowMs
    : args.length > 1 ? apply(baseUtc, undefined, args)
    : typeof given === "string" ? toTime(given)
    : given;
  return construct(Base, [made], new.target);
}
defineProperty(Clock, "name", { value: "Date" });
defineProperty(Clock, "length", { value: 7 });
defineProperty(Clock, "prototype", { value: shape, writable: false });
for (const [name, value] of [["now", () => nowMs], ["parse", toTime], ["UTC", baseUtc]])
  defineProperty(Clock, name, { value, writable: true, configurable: true });
defineProperty(shape, "constructor", { value: Clock, writable: true, configurable: true });
globalThis.Date = Clock;

// sfc32: for shuffling and sampling; what nobody may guess comes from ctx.random.
let a = 0x9e3779b9 | 0, b = 0x243f6a88 | 0, c = 0xb7e15162 | 0, d = 1;
const next = () => {
  const t = (((a + b) | 0) + d) | 0;
  d = (d + 1) | 0;
  a = b ^ (b >>> 9);
  b = (c + (c << 3)) | 0;
  c = (c << 21) | (c >>> 11);
  c = (c + t) | 0;
  return t >>> 0;
};
Math.random = () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;

for (const name of ["WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics", "performance"])
  delete globalThis[name];

const describe = (thrown) => {
  if (thrown === null || typeof thrown !== "object") return { name: "", message: text(thrown) };
  const { code, name, message } = thrown;
  return {
    code: typeof code === "string" ? code : undefined,
    name: typeof name === "string" ? name : "Error",
    message: typeof message === "string" ? message : "",
  };
};

return async (namespace, kind, method, args, info, host) => {
  const { get, write, range, random, log, refuse, limit } = host;
  try {
    const { block, seed, ...rest } = parse(info);
    const key = (value) => {
      if (typeof value !== "string" || !apply(isWellFormed, value, []) || apply(includes, value, ["\0"]))
        refuse("BadStateKey");
      return value;
    };
    const value = (given) => {
      if (typeof given !== "string" || !apply(isWellFormed, given, []) || apply(includes, given, ["\0"]))
        refuse("BadRequest");
      return given;
    };
    const ctx = freeze({
      ...rest,
      block: freeze(block),
      state: freeze({
        get: (k) => get(key(k)),
        put: (k, v) => { write(key(k), value(v)); },
        delete: (k) => { write(key(k), undefined); },
        range: ({ from = "", to, limit: most = 100, reverse = false } = {}) =>
          parse(range(from === "" ? "" : key(from), to === undefined ? undefined : key(to), +most, !!reverse)),
      }),
      random: (length) => new Bytes(random(+length)),
      log: (line) => { log(text(line)); },
    });
    const program = namespace.default;
    if (program === null || typeof program !== "object") return refuse("BadCode");
    if (kind === "abi") return stringify(program.abi);
    let call;
    if (kind === "init") {
      call = hasOwn(program, "init") ? program.init : () => null;
    } else {
      const isQuery = kind === "query", { commands, queries } = program;
      const methods = isQuery ? queries : commands, others = isQuery ? commands : queries;
      if (methods === null || typeof methods !== "object") return refuse("BadCode");
      call = hasOwn(methods, method) ? methods[method] : undefined;
      if (call === undefined && others !== null && typeof others === "object" && hasOwn(others, method))
        return refuse(isQuery ? "IsCommand" : "IsQuery");
    }
    if (!isFunction(call)) return refuse("UnknownMethod");
    let input;
    try { input = parse(args); } catch { return refuse("BadArguments"); }
    nowMs = block.timeMs;
    a = seed[0]; b = seed[1]; c = seed[2]; d = 1;
    for (let i = 0; i < 12; i++) next();
    const result = stringify(await call(ctx, input)) ?? "null";
    return result.length > limit ? refuse("OutputTooLarge") : result;
  } catch (thrown) {
    host.threw(stringify(describe(thrown)));
  }
};
})()`;
