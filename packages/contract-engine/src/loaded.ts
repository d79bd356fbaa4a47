import type { Hex } from "@pha/codec";
import type { Failure } from "./call.ts";
import type { Limits } from "./limits.ts";
import type { Cell } from "./quickjs/guest.ts";
import type { Image } from "./quickjs/image.ts";

/** A program whose module was evaluated, or could not be: what it cost, and what it logged meanwhile. */
export type Loaded = ({ readonly module: Cell; readonly image: Image } | { readonly error: Failure }) & {
  readonly gas: number;
  readonly logs: readonly string[];
};

/** What all images of an engine may take; and what one takes at least. */
const mostBytes = 64 << 20;
const leastBytes = 16 << 10;

/** The programs that were used last. */
export class LoadedPrograms {
  /** Least recently used first. */
  readonly #kept = new Map<string, Loaded>();
  #bytes = 0;

  find(codeHash: Hex, limits: Limits): Loaded | undefined {
    const key = keyOf(codeHash, limits);
    const found = this.#kept.get(key);
    if (!found) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found;
  }

  keep(codeHash: Hex, limits: Limits, loaded: Loaded): void {
    this.#kept.set(keyOf(codeHash, limits), loaded);
    this.#bytes += bytesOf(loaded);
    for (const [key, old] of this.#kept) {
      if (this.#bytes <= mostBytes) break;
      this.#kept.delete(key);
      this.#bytes -= bytesOf(old);
    }
  }
}

const bytesOf = (loaded: Loaded): number => leastBytes + ("image" in loaded ? loaded.image.bytes : 0);

/** A module may come to something else under other limits. */
const keyOf = (codeHash: Hex, { loadGas, memoryBytes, stackBytes, logBytes }: Limits): string =>
  [codeHash, loadGas, memoryBytes, stackBytes, logBytes].join();
