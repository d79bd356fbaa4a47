import type { Hex } from "@pha/codec";
import type { Header } from "@pha/light-client";
import type { BlockRef } from "../ledger/ledger.ts";

/** A block that waits for its certificate. */
export interface UnfinalizedBlock extends BlockRef {
  readonly header: Header;
  readonly extrinsics: readonly { readonly hash: Hex; readonly ok: boolean }[];
}

/** The two ends of the chain, and the blocks between them. */
export class Heads {
  readonly #unfinalized = new Map<number, UnfinalizedBlock>();
  #best: BlockRef & { readonly header: Header };
  #finalized: BlockRef & { readonly header: Header };

  constructor(finalized: BlockRef & { readonly header: Header }) {
    this.#finalized = finalized;
    this.#best = finalized;
  }

  get best(): BlockRef & { readonly header: Header } {
    return this.#best;
  }

  get finalized(): BlockRef {
    return { number: this.#finalized.number, hash: this.#finalized.hash };
  }

  get ahead(): number {
    return this.#best.number - this.#finalized.number;
  }

  find(number: number): UnfinalizedBlock | undefined {
    return this.#unfinalized.get(number);
  }

  unfinalized(): IterableIterator<UnfinalizedBlock> {
    return this.#unfinalized.values();
  }

  advance(block: UnfinalizedBlock): void {
    this.#unfinalized.set(block.number, block);
    this.#best = block;
  }

  finalize(block: UnfinalizedBlock): void {
    this.#unfinalized.delete(block.number);
    this.#finalized = block;
  }

  /** Goes back to a block that was finalized before. */
  returnTo(block: BlockRef & { readonly header: Header }): void {
    this.#unfinalized.clear();
    this.#finalized = block;
    this.#best = block;
  }

  /** Goes back to the newest finalized block. */
  rollBack(): void {
    this.#unfinalized.clear();
    this.#best = this.#finalized;
  }
}
