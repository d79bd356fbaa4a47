import { promises } from "./promises.ts";

/**
 * The first code in every guest: replaces what would tell machines apart, and answers with a function of the host that
 * gives those which the host calls. It keeps the intrinsics it needs, so nothing a contract does to them later can reach it.
 * What is rarely used is a `part`, which the host evaluates when it is first asked for.
 */
export const prelude = String.raw`((host) => {
const { parse, stringify } = JSON;
const { construct, apply } = Reflect;
const { freeze, hasOwn, defineProperty, getPrototypeOf, getOwnPropertyDescriptor } = Object;
const { isWellFormed, includes } = String.prototype;
const Bytes = Uint8Array, text = String, isFunction = (given) => typeof given === "function";
const { get, write, range, random, log, refuse, threw, part, limit } = host;
${promises}
for (const name of ["WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics", "performance"])
  delete globalThis[name];

// The call's time and seed; while the module loads, fixed ones.
const now = { timeMs: 0, seed: [-1640531527, 608135816, -1209970335] };
const kept = { Base: Date, Bytes, text, stringify, apply, Native, isFunction, watch, entryOf, restore };
const loaded = { __proto__: null };
const use = (name) => loaded[name] ??= part(name)(use, host, now, kept);
const late = (target, name, keys) => {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const put = (value) => { defineProperty(target, key, { value, writable: true, configurable: true }); };
    const get = () => { put(use(name)[key]); return target[key]; };
    defineProperty(target, key, { configurable: true, get, set: put });
  }
};
late(Math, "chance", ["random"]);
late(globalThis, "clock", ["Date"]);
late(globalThis, "promise", ["Promise", "queueMicrotask"]);
late(globalThis, "text", ["TextEncoder", "TextDecoder"]);
late(globalThis, "base64", ["atob", "btoa"]);
late(globalThis, "clone", ["structuredClone"]);
late(globalThis, "exception", ["DOMException"]);
late(globalThis, "url", ["URL", "URLSearchParams"]);
late(globalThis, "console", ["console"]);

const textOf = (reason, given) => {
  if (typeof given !== "string" || !apply(isWellFormed, given, []) || apply(includes, given, ["\0"])) refuse(reason);
  return given;
};
const key = (given) => textOf("BadStateKey", given);
const logLine = (line) => { log(stringify([typeof line === "string" ? line : use("console").format([line])])); };

const describe = (thrown) => stringify(use("errors").describe(thrown, 0));
const fail = (thrown) => { threw(describe(thrown)); };
const show = (answer) => {
  const result = stringify(answer) ?? (answer === undefined ? "null" : refuse("BadOutput"));
  return result.length > limit ? refuse("OutputTooLarge") : result;
};
const showLater = async (answer) => { try { return show(await answer); } catch (thrown) { fail(thrown); } };

const call = (namespace, kind, method, args, info) => {
  try {
    const { block, seed, ...rest } = parse(info);
    const ctx = freeze({
      ...rest,
      block: freeze(block),
      state: freeze({
        get: (k) => get(key(k)),
        put: (k, v) => { write(key(k), textOf("BadRequest", v)); },
        delete: (k) => { write(key(k), undefined); },
        range: ({ from = "", to, limit: most = 100, reverse = false } = {}) =>
          parse(range(from === "" ? "" : key(from), to === undefined ? undefined : key(to), +most, !!reverse)),
      }),
      random: (length) => new Bytes(random(+length)),
      get hash() { return use("hashes"); },
      log: logLine,
    });
    const program = namespace.default;
    if (program === null || typeof program !== "object") return refuse("BadCode");
    if (kind === "abi") return stringify(program.abi);
    let run;
    if (kind === "init") {
      run = hasOwn(program, "init") ? program.init : () => null;
    } else {
      const isQuery = kind === "query", { commands, queries } = program;
      const methods = isQuery ? queries : commands, others = isQuery ? commands : queries;
      if (methods === null || typeof methods !== "object") return refuse("BadCode");
      run = hasOwn(methods, method) ? methods[method] : undefined;
      if (run === undefined && others !== null && typeof others === "object" && hasOwn(others, method))
        return refuse(isQuery ? "IsCommand" : "IsQuery");
    }
    if (!isFunction(run)) return refuse("UnknownMethod");
    let input;
    try { input = parse(args); } catch { return refuse("BadArguments"); }
    now.timeMs = block.timeMs;
    now.seed = seed;
    loaded.chance?.sow(seed);
    const answer = run(ctx, input);
    return answer === null || typeof answer !== "object" || !isFunction(answer.then) ? show(answer) : showLater(answer);
  } catch (thrown) {
    fail(thrown);
  }
};

// Once no job is left: the first rejection that nobody heard, or whether code waits for what will never happen.
const left = (isLoading) => {
  if (apply(openSize, open, []) === 0) return false;
  const { rejected, isWaiting } = use("errors").lost((work) => apply(openForEach, open, [work]));
  if (rejected) threw(rejected);
  if (isLoading) apply(openClear, open, []);
  return isWaiting && !isLoading && !rejected;
};
return { call, left, describe };
})`;
