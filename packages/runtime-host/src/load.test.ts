import { utf8 } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { codeHash, loadRuntime } from "./load.ts";
import { idleRuntimeCode } from "./testing.ts";

const end = "export{instantiate};";
const probing = (expression: string) => utf8(`function instantiate(){throw new Error(String(${expression}))};${end}`);

describe("a runtime's code", () => {
  it("is loaded once for each hash", () => {
    const code = idleRuntimeCode(3);
    const runtime = loadRuntime(code);
    expect(runtime.version).toMatchObject({ spec_name: "idle", spec_version: 3 });
    expect(loadRuntime(Uint8Array.from(code))).toBe(runtime);
    expect(loadRuntime(idleRuntimeCode(4))).not.toBe(runtime);
    expect(codeHash(code)).toMatch(/^0x[0-9a-f]{64}$/);
  });

  it.each([
    ["a static import", `import fs from "node:fs";function instantiate(){return fs};${end}`],
    ["an export from elsewhere", `export * from "node:fs";function instantiate(){};${end}`],
    ["a re-export", 'export { readFileSync as instantiate } from "node:fs";'],
    ["a dynamic import", `function instantiate(){return import("node:fs")};${end}`],
    ["a dynamic import behind a comment", `function instantiate(){return import/**/("node:fs")};${end}`],
    ["the module's own address", `function instantiate(){return import.meta.url};${end}`],
    ["a function that runs later", `const later=async()=>{};function instantiate(){return later()};${end}`],
    ["no export", "function instantiate(){}"],
    ["another export", "const runtime = {};export{runtime};"],
  ])("is refused with %s", (_, text) => {
    const refused = expect.objectContaining({ module: "runtime-host" });
    expect(() => loadRuntime(utf8(text))).toThrow(refused);
  });

  it.each([
    ["is no text", Uint8Array.of(0xff, 0xfe)],
    ["is no program", utf8(`function instantiate( {;${end}`)],
    ["throws when it is loaded", utf8(`throw new Error("no");function instantiate(){};${end}`)],
    ["asks for `require`", utf8(`const fs=require("node:fs");function instantiate(){return fs};${end}`)],
    ["asks for `process`", utf8(`const{env}=process;function instantiate(){return env};${end}`)],
    ["makes code of text", utf8(`function instantiate(){return new Function("return 1")()};${end}`)],
    ["waits at its top", utf8(`await 1;function instantiate(){};${end}`)],
    ["gives no runtime", utf8(`function instantiate(){return {}};${end}`)],
    [
      "has a version that is none",
      utf8(new TextDecoder().decode(idleRuntimeCode(3)).replace("spec_version:3", "spec_version:-1")),
    ],
    ["lacks a function", utf8(new TextDecoder().decode(idleRuntimeCode(3)).replace("fee:none,", ""))],
  ])("is refused when it %s", (_, code) => {
    expect(() => loadRuntime(code)).toThrow(expect.objectContaining({ code: errors.Unloadable.code }));
  });

  it.each([
    "typeof process",
    "typeof require",
    "typeof Promise",
    "typeof Date",
    "typeof Intl",
    "typeof Math.random",
    "typeof console",
    "typeof WebAssembly",
    "typeof performance",
    "typeof setTimeout",
    "typeof crypto",
    "typeof ''.localeCompare",
    "typeof (1).toLocaleString",
  ])("finds no %s", (expression) => {
    expect(() => loadRuntime(probing(expression))).toThrow(/undefined/);
  });
});
