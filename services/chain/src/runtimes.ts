import type { Hex } from "@pha/codec";
import { codeKey, type Runtime } from "@pha/runtime";
import { loadRuntime } from "@pha/runtime-host";
import type { Db } from "@pha/service-kit/db";
import { findCode, findCodeBlock } from "./db/code.ts";
import { errors } from "./errors.ts";
import type { HeadState } from "./state/head-state.ts";

/** How many older runtimes are remembered by the block that brought them. */
const MAX_KNOWN = 16;

/** The runtimes that states name: a block is executed by that of its parent's state. */
export class Runtimes {
  readonly #db: Db;
  readonly #head: HeadState;
  readonly #known = new Map<Hex, Runtime>();
  #code: Uint8Array;
  #current: Runtime;

  private constructor(db: Db, head: HeadState, code: Uint8Array) {
    this.#db = db;
    this.#head = head;
    this.#code = code;
    this.#current = loadRuntime(code);
  }

  static async open(db: Db, head: HeadState): Promise<Runtimes> {
    return new Runtimes(db, head, await codeOf(head));
  }

  /** That of the newest state, which makes the next block. */
  get current(): Runtime {
    return this.#current;
  }

  /** A block has been committed and changed this. */
  advance(changes: ReadonlyMap<Hex, Uint8Array | undefined>): void {
    const code = changes.get(codeKey);
    if (code) this.#take(code);
  }

  /** Looks at the newest state again: blocks may have been undone. */
  async refresh(): Promise<void> {
    this.#take(await codeOf(this.#head));
  }

  /** That of the state after a block. */
  async after(number: number): Promise<Runtime> {
    if (number === this.#head.height) return this.#current;
    const block = await findCodeBlock(this.#db, number);
    const known = block && this.#known.get(block.hash);
    if (known) return known;
    const code = block && (await findCode(this.#db, block.number));
    if (!block || !code) throw errors.StateNotKept({ number });
    const runtime = loadRuntime(code);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(block.hash, runtime);
    return runtime;
  }

  #take(code: Uint8Array): void {
    if (code === this.#code) return;
    this.#code = code;
    this.#current = loadRuntime(code);
  }
}

async function codeOf(head: HeadState): Promise<Uint8Array> {
  const code = await head.read((state) => state.get(codeKey));
  if (!code) throw errors.StateNotKept({ number: head.height });
  return code;
}
