import type { Heads } from "../heads/heads.ts";

export interface HistorySettings {
  /** How many blocks back the state can be read. */
  readonly historyBlocks: number;
  /** Keeps the state of every block. */
  readonly archive: boolean;
}

/** Of which blocks the state can be read: genesis, where light clients begin, and from `oldest` on. */
export class HistoryWindow {
  readonly #heads: Heads;
  readonly #settings: HistorySettings;
  /** Of blocks below this one the state is gone already. */
  #pruned: number;
  #held = Number.POSITIVE_INFINITY;

  constructor(heads: Heads, settings: HistorySettings, pruned: number) {
    this.#heads = heads;
    this.#settings = settings;
    this.#pruned = pruned;
  }

  /** Whether the state of every block is there, and stays. */
  get isWhole(): boolean {
    return this.#settings.archive && this.#pruned === 0;
  }

  get oldest(): number {
    const { archive, historyBlocks } = this.#settings;
    return Math.max(this.#pruned, archive ? 0 : this.#heads.best.number - historyBlocks);
  }

  /**
   * Up to where may be pruned: not above the newest certified block, to which a refused block is undone, and an eighth
   * of the window late, so that a read that began at its edge ends before the rows go. Nor above what is held.
   */
  get prunable(): number {
    const { archive, historyBlocks } = this.#settings;
    if (archive) return 0;
    const late = this.#heads.best.number - historyBlocks - Math.ceil(historyBlocks / 8);
    return Math.min(late, this.#heads.finalized.number, this.#held);
  }

  /** Somebody may go back to this height; the last call counts. */
  hold(height = Number.POSITIVE_INFINITY): void {
    this.#held = height;
  }

  pruned(to: number): void {
    this.#pruned = Math.max(this.#pruned, to);
  }
}
