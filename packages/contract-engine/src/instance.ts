import variant from "@jitl/quickjs-singlefile-browser-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSWASMModule } from "quickjs-emscripten-core";
import { GuardedMemory } from "./guarded-memory.ts";

/** One instance of QuickJS's WebAssembly, and the fence around its memory: nothing outlives it. */
export interface Instance {
  readonly module: QuickJSWASMModule;
  readonly memory: GuardedMemory;
}

/**
 * Makes an instance. The first costs the compilation; V8 then finds the compiled code by its bytes, for as long as one
 * instance is held.
 */
export async function newInstance(): Promise<Instance> {
  const memory = new GuardedMemory();
  const fenced = newVariant(variant, { wasmMemory: memory.memory });
  return { module: await newQuickJSWASMModuleFromVariant(fenced), memory };
}
