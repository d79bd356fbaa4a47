import { type Hex, toHex } from "@pha/codec";
import { GrowingList, type ListPath } from "@pha/crypto";
import { receiptLeaf, type SealedReceipt } from "@pha/secret-channel";
import { errors } from "../errors.ts";

/** How long receipts are kept, by the time of their blocks, and bytes of them a contract: the oldest go first. */
export const receiptLimits = { windowMs: 7 * 24 * 3_600_000, bytes: 64 << 20 } as const;

/** State heights whose number of receipts is remembered: a client that asks for a path knows a newer one. */
const keptHeights = 1_024;

/** A receipt that is kept. */
export interface KeptReceipt {
  readonly message: bigint;
  readonly timeMs: number;
  readonly receipt: SealedReceipt;
}

/** One contract's receipts, in ledger order: the root of all there ever were, and the newest themselves. */
export class ReceiptBook {
  readonly #list = new GrowingList();
  readonly #kept: KeptReceipt[] = [];
  readonly #limits: { readonly windowMs: number; readonly bytes: number };
  #bytes = 0;
  #heights: { readonly height: number; readonly count: number }[] = [];

  constructor(limits: { readonly windowMs: number; readonly bytes: number } = receiptLimits) {
    this.#limits = limits;
  }

  /** How many receipts there ever were. */
  get count(): number {
    return this.#list.count;
  }

  /** Root of all receipts; 32 zero bytes while there are none. */
  get root(): Hex {
    return this.count === 0 ? `0x${"00".repeat(32)}` : toHex(this.#list.root());
  }

  /** Takes the receipt of the newest command, and lets go of those that are too old or too many. */
  add(kept: KeptReceipt): void {
    this.#list.append(receiptLeaf(kept.message, kept.receipt));
    this.#kept.push(kept);
    this.#bytes += sizeOf(kept);
    const since = kept.timeMs - this.#limits.windowMs;
    let dropped = 0;
    for (const old of this.#kept) {
      if (old.timeMs >= since && this.#bytes <= this.#limits.bytes) break;
      this.#bytes -= sizeOf(old);
      dropped++;
    }
    this.#kept.splice(0, dropped);
    this.#list.forget(this.#firstKept);
  }

  /** Notes that all work up to a state height is done. */
  reach(height: number): void {
    if (this.#heights.at(-1)?.height === height) this.#heights.pop();
    this.#heights.push({ height, count: this.count });
    if (this.#heights.length > 2 * keptHeights) this.#heights = this.#heights.slice(-keptHeights);
  }

  /**
   * The receipt of a message, among the first `count`.
   *
   * @throws `miner.UnknownMessage`, `miner.ReceiptExpired`
   */
  find(message: bigint, count: number): { readonly kept: KeptReceipt; readonly index: number } {
    const at = lowerBound(this.#kept, message);
    const kept = this.#kept[at];
    const index = this.#firstKept + at;
    if (kept?.message === message && index < count) return { kept, index };
    if (at === 0 && this.#firstKept > 0) throw errors.ReceiptExpired({ message });
    throw errors.UnknownMessage({ message });
  }

  /** The way from a receipt to the root as of a state height, when it is that old. */
  pathAt(index: number, height: number): ListPath | undefined {
    const count = this.#heights.findLast((known) => known.height <= height)?.count ?? 0;
    return index < count ? this.#list.path(index, count) : undefined;
  }

  /** The newest of the first `count` receipts that come before a message, at most `most`, newest first. */
  before(message: bigint | undefined, count: number, most: number): readonly KeptReceipt[] {
    const visible = Math.max(0, count - this.#firstKept);
    const end = message === undefined ? visible : Math.min(visible, lowerBound(this.#kept, message));
    return this.#kept.slice(Math.max(0, end - most), end).reverse();
  }

  get #firstKept(): number {
    return this.#list.count - this.#kept.length;
  }
}

/** Bytes that a receipt takes up, with what is kept around it. */
const sizeOf = ({ receipt }: KeptReceipt): number => receipt.sealed.length + 256;

/** Index of the first receipt that is not of a message before this one. */
function lowerBound(kept: readonly KeptReceipt[], message: bigint): number {
  let low = 0;
  let high = kept.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((kept[middle] as KeptReceipt).message < message) low = middle + 1;
    else high = middle;
  }
  return low;
}
