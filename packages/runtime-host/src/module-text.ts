import { errors } from "./errors.ts";

/** The name under which a module hands out its runtime. */
const exported = "instantiate";

/** End of a bundle: its only export, by its own name or another. */
const ending = /export\s*\{\s*(?:([\w$]+)\s+as\s+)?instantiate\s*\}\s*;?\s*$/;

/**
 * The body of a module as that of a function which returns the module's one export.
 *
 * The word `import` may not occur, be it in a string: so there is no import of any kind, found without a parser. An
 * export elsewhere, `import.meta` or a top-level `await` are syntax errors in a function.
 *
 * @throws `runtime-host.NotSelfContained`, `runtime-host.Unloadable` for bytes that are no text
 */
export function functionBody(code: Uint8Array): string {
  const text = decode(code);
  const at = text.search(/\b(?:import|async)\b/);
  if (at >= 0) throw errors.NotSelfContained({ found: text.slice(Math.max(0, at - 20), at + 26).trim() });
  const found = ending.exec(text);
  if (!found) throw errors.NotSelfContained({ expected: `export { ${exported} } at the end` });
  return `"use strict";${text.slice(0, found.index)};return ${found[1] ?? exported};`;
}

function decode(code: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(code);
  } catch (cause) {
    throw errors.Unloadable({ reason: "not UTF-8" }, cause);
  }
}
