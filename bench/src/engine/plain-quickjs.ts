import variant from "@jitl/quickjs-singlefile-browser-release-sync";
import { newQuickJSWASMModuleFromVariant } from "quickjs-emscripten-core";

/** QuickJS as it comes: how many milliseconds a script takes in a context of its own. */
export async function openPlainQuickJs(): Promise<(code: string) => number> {
  const quickjs = await newQuickJSWASMModuleFromVariant(variant);
  return (code) => {
    const guest = quickjs.newContext();
    const start = performance.now();
    const ended = guest.evalCode(code);
    const took = performance.now() - start;
    if (ended.error) throw new Error(`${code}: ${guest.getString(ended.error)}`);
    ended.value.dispose();
    guest.dispose();
    return took;
  };
}
