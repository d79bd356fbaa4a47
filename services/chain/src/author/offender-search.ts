import type { Hex } from "@pha/codec";

/** A lone extrinsic is tried so often before it is left out: the block itself may have been at fault. */
const MAX_TRIES = 3;

/** Limits of the next block: how many extrinsics it takes, and which one never. */
export interface Allowance {
  readonly maxExtrinsics: number;
  /** No validator will ever vote for a block with it. */
  readonly offender: Hex | undefined;
}

/**
 * Finds the extrinsic for which validators refuse blocks when the chain itself finds nothing wrong with any. After a
 * refusal the next block takes half as many, down to a single one; when that is refused again and again, none; and when
 * the empty block is certified, the extrinsic before was the offender. With every certified block the next may take
 * twice as many. So `n` extrinsics cost some `3 log₂ n` rounds, and no other is lost. Where validators refuse empty
 * blocks too, no extrinsic is at fault and none is given up.
 */
export class OffenderSearch {
  #maxExtrinsics = Number.POSITIVE_INFINITY;
  /** Was alone in the blocks that were refused last. */
  #alone: { readonly hash: Hex; readonly tries: number } | undefined;
  #offender: Hex | undefined;

  get allowance(): Allowance {
    return { maxExtrinsics: this.#maxExtrinsics, offender: this.#offender };
  }

  /** A quorum has refused a block with these. */
  refused(extrinsics: readonly Hex[]): void {
    const [hash] = extrinsics;
    if (hash === undefined || extrinsics.length > 1) {
      this.#alone = undefined;
      this.#maxExtrinsics = extrinsics.length >> 1;
      return;
    }
    const tries = this.#alone?.hash === hash ? this.#alone.tries + 1 : 1;
    this.#alone = { hash, tries };
    this.#maxExtrinsics = tries < MAX_TRIES ? 1 : 0;
  }

  /** A block that was made since is certified. */
  certified(): void {
    if (this.#maxExtrinsics === 0) this.#offender = this.#alone?.hash ?? this.#offender;
    this.#alone = undefined;
    this.#maxExtrinsics = Math.max(1, 2 * this.#maxExtrinsics);
  }

  /** Blocks were undone without having been refused: what comes next was made elsewhere. */
  restart(): void {
    this.#alone = undefined;
    this.#maxExtrinsics = Number.POSITIVE_INFINITY;
  }
}
