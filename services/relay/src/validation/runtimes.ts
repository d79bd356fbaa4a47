import type { Hex } from "@pha/codec";
import type { Runtime } from "@pha/runtime";
import { codeHash, loadRuntime } from "@pha/runtime-host";
import { errors } from "../errors.ts";

/** How many codes are kept: the parent's, its child's, and room for a chain that goes back. */
const MAX_KEPT = 4;

/** Runtimes by the hash of their code, which is what a parent's state proves. */
export interface Runtimes {
  /** @throws what asking for the code throws, and `relay.WrongCode`. */
  find(hash: Hex): Promise<Runtime>;
  /** Takes note of code that a block has brought, so that nobody need be asked for it. */
  learn(code: Uint8Array): void;
}

/**
 * @param first - the code of genesis.
 * @param ask - asks anybody for code: it is known by its hash.
 */
export function makeRuntimes(first: Uint8Array, ask: (hash: Hex) => Promise<Uint8Array>): Runtimes {
  const kept = new Map<Hex, Uint8Array>();

  function learn(code: Uint8Array): void {
    kept.set(codeHash(code), code);
    for (const [oldest] of kept) if (kept.size > MAX_KEPT) kept.delete(oldest);
  }

  learn(first);
  return {
    learn,
    async find(hash) {
      const known = kept.get(hash);
      if (known) return loadRuntime(known);
      const code = await ask(hash);
      if (codeHash(code) !== hash) throw errors.WrongCode({ hash });
      learn(code);
      return loadRuntime(code);
    },
  };
}
