import { type Hex, Recent } from "@pha/codec";
import { codeKey, type Runtime } from "@pha/runtime";
import { loadRuntime } from "@pha/runtime-host";
import type { Db } from "@pha/service-kit/db";
import { findCode, findCodeBlock } from "../db/code.ts";
import { errors } from "../errors.ts";
import { computed } from "../ledger/read-budget.ts";
import type { HeadState } from "./head-state.ts";

/** How many older runtimes are remembered by the block that brought them. */
const MAX_KNOWN = 8;

/** The runtimes that states name: a block is executed by that of its parent's state. */
export class Runtimes {
  readonly #db: Db;
  readonly #head: HeadState;
  readonly #known = new Recent<Hex, Runtime>(MAX_KNOWN);
  #code: Uint8Array;
  #current: Runtime;
  #since: number;

  private constructor(db: Db, head: HeadState, { code, since }: Named) {
    this.#db = db;
    this.#head = head;
    this.#code = code;
    this.#current = loadRuntime(code);
    this.#since = since;
  }

  static async open(db: Db, head: HeadState): Promise<Runtimes> {
    return new Runtimes(db, head, await findNamed(db, head.height));
  }

  /** Runtime of the newest state, which makes the next block. */
  get current(): Runtime {
    return this.#current;
  }

  /** The block that brought it. */
  get since(): number {
    return this.#since;
  }

  /** A block has been committed and changed this. */
  advance(number: number, changes: ReadonlyMap<Hex, Uint8Array | undefined>): void {
    const code = changes.get(codeKey);
    if (code) this.#take({ code, since: number });
  }

  /** Finds what a rewind to a height needs; calling the result does it. */
  async prepareRewind(height: number): Promise<() => void> {
    const named = await findNamed(this.#db, height);
    return () => this.#take(named);
  }

  /** Runtime of the state after a block. */
  async after(number: number): Promise<Runtime> {
    if (number >= this.#since && number <= this.#head.height) return this.#current;
    const block = await findCodeBlock(this.#db, number);
    const known = block && this.#known.get(block.hash);
    if (known) return known;
    const code = block && (await findCode(this.#db, block.number));
    if (!block || !code) throw errors.StateNotKept({ number });
    const runtime = computed(() => loadRuntime(code));
    this.#known.set(block.hash, runtime);
    return runtime;
  }

  #take({ code, since }: Named): void {
    this.#since = since;
    if (code === this.#code) return;
    this.#code = code;
    this.#current = loadRuntime(code);
  }
}

/** A runtime by its code, and the block that brought it. */
interface Named {
  readonly code: Uint8Array;
  readonly since: number;
}

async function findNamed(db: Db, height: number): Promise<Named> {
  const block = await findCodeBlock(db, height);
  const code = block && (await findCode(db, block.number));
  if (!code) throw errors.StateNotKept({ number: height });
  return { code, since: block.number };
}
