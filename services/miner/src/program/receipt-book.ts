import { type Hex, toHex } from "@pha/codec";
import { GrowingList, type ListPath, type ListPeaks } from "@pha/crypto";
import { receiptLeaf, type SealedReceipt } from "@pha/secret-channel";
import { errors } from "../errors.ts";

/** How long receipts are kept, by the time of their blocks, and bytes of them: of a contract, of all. The oldest go first. */
export const receiptLimits = { windowMs: 7 * 24 * 3_600_000, bytes: 64 << 20, allBytes: 256 << 20 } as const;
type ReceiptLimits = { readonly [Name in keyof typeof receiptLimits]: number };

/** Receipts of all contracts of a worker: when they are too many, the oldest of the contract that has most go. */
export class ReceiptBooks {
  readonly limits: ReceiptLimits;
  readonly #books: ReceiptBook[] = [];
  #bytes = 0;

  constructor(limits: ReceiptLimits = receiptLimits) {
    this.limits = limits;
  }

  /** A new contract's, or that of one which goes on from what it had. */
  open(start?: BookStart): ReceiptBook {
    const book = new ReceiptBook(this, start);
    this.#books.push(book);
    this.grow(book.bytes);
    return book;
  }

  /** Forgets a contract's. */
  close(book: ReceiptBook): void {
    this.#books.splice(this.#books.indexOf(book), 1);
    this.#bytes -= book.bytes;
  }

  /** Notes how many bytes more some book keeps. */
  grow(bytes: number): void {
    this.#bytes += bytes;
    while (this.#bytes > this.limits.allBytes)
      this.#books.reduce((fullest, book) => (book.bytes > fullest.bytes ? book : fullest)).dropOldest();
  }
}

/** State heights whose number of receipts is remembered: a client that asks for a path knows a newer one. */
export const keptHeights = 1_024;

/** How many receipts there were at a state height. */
interface CountAt {
  readonly height: number;
  readonly count: number;
}

/** A receipt that is kept. */
export interface KeptReceipt {
  readonly message: bigint;
  readonly timeMs: number;
  readonly receipt: SealedReceipt;
}

/** The first receipts of a contract: those that are kept, and what stands for the ones before. */
export interface KeptReceipts {
  readonly forgotten: ListPeaks;
  readonly kept: readonly KeptReceipt[];
  readonly heights: readonly CountAt[];
}

/** What a contract's receipts go on from: those that are kept, and the list of all. */
export interface BookStart {
  readonly list: GrowingList;
  readonly kept: readonly KeptReceipt[];
  readonly heights: readonly CountAt[];
}

/** Root of a list of receipts as reports have it: 32 zero bytes while there are none. */
export const receiptsRoot = (list: GrowingList): Hex =>
  list.count === 0 ? `0x${"00".repeat(32)}` : toHex(list.root());

/** One contract's receipts, in ledger order: the root of all there ever were, and the newest themselves. */
export class ReceiptBook {
  readonly #list: GrowingList;
  readonly #kept: KeptReceipt[];
  readonly #all: ReceiptBooks;
  #bytes = 0;
  #heights: CountAt[];

  constructor(all: ReceiptBooks, start?: BookStart) {
    this.#all = all;
    this.#list = start?.list ?? new GrowingList();
    this.#kept = [...(start?.kept ?? [])];
    this.#heights = [...(start?.heights ?? [])];
    for (const one of this.#kept) this.#bytes += sizeOf(one);
  }

  /** Bytes of those that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many receipts there ever were. */
  get count(): number {
    return this.#list.count;
  }

  /** {@link receiptsRoot} of all receipts. */
  get root(): Hex {
    return receiptsRoot(this.#list);
  }

  /** Takes the receipt of the newest command, and lets go of those that are too old or too many. */
  add(kept: KeptReceipt): void {
    this.#list.append(receiptLeaf(kept.message, kept.receipt));
    this.#kept.push(kept);
    this.#grow(sizeOf(kept));
    const { windowMs, bytes } = this.#all.limits;
    while (this.#bytes > bytes || (this.#kept[0]?.timeMs ?? kept.timeMs) < kept.timeMs - windowMs) this.dropOldest();
  }

  /** Lets go of one. */
  dropOldest(): void {
    const oldest = this.#kept.shift();
    if (!oldest) return;
    this.#list.forget(this.#firstKept);
    this.#grow(-sizeOf(oldest));
  }

  #grow(bytes: number): void {
    this.#bytes += bytes;
    this.#all.grow(bytes);
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

  /**
   * The first `count` receipts: those that there were at a state height.
   *
   * @throws `crypto.BadIndex` when some behind them are not kept any more
   */
  asOf(height: number, count: number): KeptReceipts {
    const first = Math.min(this.#firstKept, count);
    return {
      forgotten: this.#list.peaks(first),
      kept: this.#kept.slice(0, count - first),
      heights: this.#heights.filter((known) => known.height <= height).slice(-keptHeights),
    };
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
