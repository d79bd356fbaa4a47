import { type Context, constants, createContext, runInContext } from "node:vm";

/** Globals that differ from one run, machine or place to another; a runtime that used one would split the network. */
const impure = [
  "Date",
  "Intl",
  "WeakRef",
  "FinalizationRegistry",
  "SharedArrayBuffer",
  "Atomics",
  "WebAssembly",
  "console",
];
const localized = {
  String: ["localeCompare", "toLocaleLowerCase", "toLocaleUpperCase"],
  Number: ["toLocaleString"],
  BigInt: ["toLocaleString"],
  Array: ["toLocaleString"],
  Object: ["toLocaleString"],
};

/**
 * A place where code finds the language and nothing of this process: no clock, randomness, locale, console, `process`,
 * `require`, and no way to make code of text.
 */
export function makeSandbox(): Context {
  // An ordinary global object: a contextified one asks an interceptor whenever code names `Map` or `Uint8Array`.
  const context = createContext(constants.DONT_CONTEXTIFY, {
    codeGeneration: { strings: false, wasm: false },
    name: "runtime",
  });
  Object.assign(context, { TextEncoder, TextDecoder });
  const removals = [
    "delete Math.random",
    ...impure.map((name) => `delete globalThis.${name}`),
    ...Object.entries(localized).flatMap(([of, names]) => names.map((name) => `delete ${of}.prototype.${name}`)),
  ];
  runInContext(removals.join(";"), context);
  return context;
}
