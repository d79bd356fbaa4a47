import { compileFunction, constants, createContext, runInContext } from "node:vm";
import type { Host } from "@pha/runtime";
import { hostSide } from "./host-side.ts";
import { type Instance, makeBorder } from "./realm/border.ts";
import { lockDown } from "./realm/lock-down.ts";

/** Name of a runtime's code, for profilers. */
const file = "runtime";

/**
 * Runs the body of a runtime's module in a realm of its own, where it finds the language and nothing of this process: no
 * clock, randomness, locale, console, `process`, `require`, and no way to make code of text.
 */
export function instantiate(body: string, host: Host): Instance {
  // An ordinary global object: a contextified one asks an interceptor whenever code names `Map` or `Uint8Array`.
  const context = createContext(constants.DONT_CONTEXTIFY, {
    codeGeneration: { strings: false, wasm: false },
    name: file,
  });
  const inRealm = <F extends (...args: never[]) => unknown>(code: F): F =>
    runInContext(`"use strict";(${code})`, context, { filename: `${file} border` });
  const open = inRealm(makeBorder)(hostSide);
  inRealm(lockDown)();
  return open(compileFunction(body, [], { parsingContext: context, filename: file }) as () => unknown, host);
}
