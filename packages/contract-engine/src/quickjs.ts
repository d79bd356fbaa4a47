import variant from "@jitl/quickjs-singlefile-browser-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSWASMModule } from "quickjs-emscripten-core";
import { GuardedMemory } from "./guarded-memory.ts";

/** Makes instances of QuickJS's WebAssembly: each with its own memory, so that nothing outlives it. */
export interface QuickJs {
  instance(): Promise<Instance>;
}

/** One instance, and the fence around its memory. */
export interface Instance {
  readonly module: QuickJSWASMModule;
  readonly memory: GuardedMemory;
}

/** The clock and time zone that QuickJS's C code finds: the same on every machine. */
class Epoch {
  static now = () => 0;
  getSeconds = () => 0;
  getMinutes = () => 0;
  getHours = () => 0;
  getDate = () => 1;
  getMonth = () => 0;
  getFullYear = () => 1970;
  getDay = () => 4;
  getTimezoneOffset = () => 0;
}

const silent = () => {};

/** Compiles QuickJS once for this thread. */
export async function loadQuickJs(): Promise<QuickJs> {
  let module: WebAssembly.Module | undefined;
  const { Memory, RuntimeError, Module } = WebAssembly;
  const glue = await shadowedGlue({
    WebAssembly: {
      Memory,
      RuntimeError,
      instantiate: async (bytes: BufferSource, imports: WebAssembly.Imports) => {
        module = new Module(bytes);
        return { module, instance: new WebAssembly.Instance(module, imports) };
      },
    },
    Date: Epoch,
    console: { log: silent, error: silent },
  });
  const shadowed = { ...variant, importModuleLoader: async () => glue };
  await newQuickJSWASMModuleFromVariant(shadowed);
  const compiled = module as unknown as WebAssembly.Module;
  return {
    async instance() {
      const memory = new GuardedMemory();
      const variantWith = newVariant(shadowed, {
        wasmMemory: memory.memory,
        emscriptenModule: {
          instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
            done(new WebAssembly.Instance(compiled, imports));
            return {};
          },
        } as NonNullable<Parameters<typeof newVariant>[1]["emscriptenModule"]>,
      });
      return { module: await newQuickJSWASMModuleFromVariant(variantWith), memory };
    },
  };
}

type Glue = Awaited<ReturnType<typeof variant.importModuleLoader>>;

/**
 * The variant's JavaScript with some globals replaced. It is one function that closes over globals alone, asks them for
 * the host's clock and time zone, and keeps its WebAssembly to itself; in an enclave, globals can neither be added
 * nor changed.
 */
async function shadowedGlue(globals: Readonly<Record<string, unknown>>): Promise<Glue> {
  const loaded = await variant.importModuleLoader();
  const glue = "default" in loaded ? loaded.default : loaded;
  const source = String(glue).replaceAll("import.meta.url", '""');
  return new Function(...Object.keys(globals), `return (${source})`)(...Object.values(globals)) as Glue;
}
