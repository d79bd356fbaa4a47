import type { QuickJSEmscriptenModule } from "quickjs-emscripten-core";

/** What `quickjs-emscripten-core` uses of a module. */
export type Library = Pick<
  QuickJSEmscriptenModule,
  "type" | "cwrap" | "_malloc" | "_free" | "HEAP8" | "HEAPU8" | "UTF8ToString" | "stringToUTF8" | "lengthBytesUTF8"
> & { callbacks: QuickJSEmscriptenModule["callbacks"] | undefined };

/** A function of WebAssembly: texts are places in the memory. */
export type Exported = (...given: number[]) => number;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Calls and texts between JavaScript and QuickJS, in place of the glue that its compiler makes. */
export function makeLibrary(memory: ArrayBuffer, exported: (name: string) => Exported): Library {
  const bytes = new Uint8Array(memory);
  const stackPointer = exported("emscripten_stack_get_current");
  const restoreStack = exported("_emscripten_stack_restore");
  const takeStack = exported("_emscripten_stack_alloc");

  // A text's length is asked for right before the text is written.
  let last = { text: "", encoded: new Uint8Array() };
  const encode = (text: string): Uint8Array => {
    if (last.text !== text) last = { text, encoded: encoder.encode(text) };
    return last.encoded;
  };
  const write = (text: string, at: number): void => {
    const encoded = encode(text);
    bytes.set(encoded, at);
    bytes[at + encoded.length] = 0;
  };
  const push = (text: string): number => {
    const at = takeStack(encode(text).length + 1);
    write(text, at);
    return at;
  };

  return {
    type: "sync",
    callbacks: undefined,
    HEAP8: new Int8Array(memory),
    HEAPU8: bytes,
    _malloc: exported("malloc"),
    _free: exported("free"),
    lengthBytesUTF8: (text) => encode(text).length,
    stringToUTF8: write,
    UTF8ToString: (at) => decoder.decode(bytes.subarray(at, bytes.indexOf(0, at))),
    cwrap: (name, _, types) => {
      const call = exported(name);
      if (!types.includes("string")) return call;
      return (...given: (number | string)[]) => {
        const stack = stackPointer();
        const result = call(...given.map((one) => (typeof one === "string" ? push(one) : one)));
        restoreStack(stack);
        return result;
      };
    },
  };
}
