import { parts } from "./parts.ts";
import { promises } from "./promises.ts";

/**
 * The first code in every guest: replaces what would tell machines apart, and answers with a function of the host that
 * gives those which the host calls. It keeps the intrinsics that it needs to tell what became of a call, so nothing a
 * contract does to them later can reach that. What `fetch` and the like do for a contract they do with what it has made of
 * them: it breaks no call but its own.
 */
export const prelude = String.raw`((host) => {
const { parse, stringify } = JSON;
const { construct, apply } = Reflect;
const { freeze, hasOwn, defineProperty, getPrototypeOf, getOwnPropertyDescriptor } = Object;
const { isWellFormed, includes } = String.prototype;
const Bytes = Uint8Array, text = String, isFunction = (given) => typeof given === "function";
const { get, write, range, open: openItem, random, log, effect, refuse, threw, part } = host, evaluate = eval;
${promises}
for (const name of ["WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics", "performance"])
  delete globalThis[name];

// The call's time; while the module loads, none.
const now = { timeMs: 0 };
const kept = { Base: Date, Bytes, text, parse, stringify, apply, Native, isFunction, watch, entryOf, restore };
const made = { __proto__: null }, makers = {
${[...parts].map(([name, source]) => `${name}: ${source}`).join(",\n")}
};
const use = (name) => made[name] ??= (makers[name] ?? evaluate(part(name)))(use, host, now, kept);
const put = (target, name, keys) => {
  for (const key of keys) defineProperty(target, key, { value: use(name)[key], writable: true, configurable: true });
};
put(Math, "chance", ["random"]);
put(globalThis, "clock", ["Date"]);
put(globalThis, "promise", ["Promise", "queueMicrotask"]);
put(globalThis, "text", ["TextEncoder", "TextDecoder"]);
put(globalThis, "base64", ["atob", "btoa"]);
put(globalThis, "clone", ["structuredClone"]);
put(globalThis, "exception", ["DOMException"]);
put(globalThis, "url", ["URL", "URLSearchParams"]);
put(globalThis, "fetch", ["Headers", "Request", "Response", "AbortSignal"]);
put(globalThis, "console", ["console"]);
for (const key of ["crypto", "Crypto", "CryptoKey", "SubtleCrypto"]) {
  const set = (value) => { defineProperty(globalThis, key, { value, writable: true, enumerable: key === "crypto", configurable: true }); };
  const get = () => use("crypto")[key];
  defineProperty(globalThis, key, { get, set, enumerable: key === "crypto", configurable: true });
}
const { describe: describeThrown, lost } = use("errors"), { hash, sign, publicKey, verify } = use("hashes"), { sow } = use("chance"), { format } = use("console"), { http, answer } = use("fetch");
sow([-1640531527, 608135816, -1209970335]);

const textOf = (reason, given) => {
  if (typeof given !== "string" || !apply(isWellFormed, given, []) || apply(includes, given, ["\0"])) refuse(reason);
  return given;
};
const key = (given) => textOf("BadStateKey", given);
const logLine = (line) => { log(stringify([typeof line === "string" ? line : format([line])])); };

const want = (type, parts) => {
  const asked = [type];
  for (let i = 0; i < 3 && i < parts.length; i++) asked[i + 1] = textOf("BadRequest", parts[i]);
  return effect(stringify(asked));
};

const describe = (thrown) => stringify(describeThrown(thrown, 0));
const fail = (thrown) => { threw(describe(thrown)); };
let limit;
const show = (answer) => {
  const result = stringify(answer) ?? (answer === undefined ? "null" : refuse("BadOutput"));
  return result.length > limit ? refuse("OutputTooLarge") : result;
};
const showLater = async (answer) => { try { return show(await answer); } catch (thrown) { fail(thrown); } };

const call = (namespace, kind, method, args, info) => {
  try {
    const { block, seed, most, task, ...rest } = parse(info);
    limit = most;
    const ctx = freeze({
      ...rest,
      block: freeze(block),
      task: task && freeze(task),
      state: freeze({
        get: (k) => get(key(k)),
        put: (k, v) => { write(key(k), textOf("BadRequest", v)); },
        delete: (k) => { write(key(k), undefined); },
        range: ({ from = "", to, limit: most = 100, reverse = false } = {}) =>
          parse(range(from === "" ? "" : key(from), to === undefined ? undefined : key(to), +most, !!reverse)),
      }),
      open: (item) => openItem(textOf("BadRequest", item)),
      random: (length) => new Bytes(random(+length)),
      hash,
      sign,
      publicKey,
      verify,
      http,
      pay: (...parts) => want("Pay", parts),
      emit: (...parts) => want("Emit", parts),
      push: (...parts) => want("Push", parts),
      log: logLine,
    });
    const program = namespace.default;
    if (program === null || typeof program !== "object") return refuse("BadCode");
    if (kind === "abi") return stringify(program.abi);
    let run;
    if (kind === "init" || kind === "migrate" || kind === "settled") {
      run = hasOwn(program, kind) ? program[kind] : () => null;
    } else if (kind === "task") {
      const { tasks } = program;
      run = tasks !== null && typeof tasks === "object" && hasOwn(tasks, method) ? tasks[method] : undefined;
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
    sow(seed);
    const answer = run(ctx, input);
    return answer === null || typeof answer !== "object" || !isFunction(answer.then) ? show(answer) : showLater(answer);
  } catch (thrown) {
    fail(thrown);
  }
};

// Once no job is left: the first rejection that nobody heard, or whether code waits for what will never happen.
const left = (isLoading) => {
  if (apply(openSize, open, []) === 0) return false;
  const { rejected, isWaiting } = lost((work) => apply(openForEach, open, [work]));
  if (rejected) threw(rejected);
  if (isLoading) apply(openClear, open, []);
  return isWaiting && !isLoading && !rejected;
};
return { call, answer, left, describe };
})`;
