import { registerHooks } from "node:module";
import { freezeClass } from "./guard.ts";

/** A refusal that shows the program nothing of the loader. */
class ImportRefused extends Error {
  readonly code = "enclave.ImportRefused";

  static {
    freezeClass(ImportRefused);
  }

  constructor() {
    super("Enclave programs import nothing");
    this.name = "ImportRefused";
  }
}

/**
 * Runs these very bytes as a module, once, and from then on refuses every import of any kind: by the module itself,
 * by code that it makes from text, and in any file that Node might be led to.
 */
export async function runProgram(url: string, source: Uint8Array): Promise<Record<string, unknown>> {
  let expected: Uint8Array | undefined = source;
  registerHooks({
    resolve(specifier) {
      if (specifier !== url || expected === undefined) throw new ImportRefused();
      return { url, format: "module", shortCircuit: true };
    },
    load() {
      if (expected === undefined) throw new ImportRefused();
      const bytes = expected;
      expected = undefined;
      return { format: "module", source: bytes, shortCircuit: true };
    },
  });
  return (await import(url)) as Record<string, unknown>;
}
