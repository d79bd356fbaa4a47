import { decode } from "@pha/codec";
import {
  appendMessage,
  type CertifiedHead,
  emptyMessageHead,
  errors,
  type MessageHead,
  verifyMessages,
} from "@pha/light-client";
import { Message } from "@pha/runtime/program";

/** A finalized block, and how many messages the cluster got up to it. */
export interface Mark {
  readonly head: CertifiedHead;
  readonly messages: bigint;
}

/** A message of the cluster. */
export interface Numbered {
  /** Its number among the cluster's. */
  readonly number: bigint;
  readonly message: Message;
  /** Bytes that it takes up while it waits. */
  readonly size: number;
}

/** Messages of one or more blocks, all that the cluster got in these. */
export interface Page {
  /** A block before all of them; unknown for those that came before the log began. */
  readonly before: Mark | undefined;
  /** Heads before the first of them and after the last. */
  readonly first: MessageHead;
  readonly last: MessageHead;
  readonly fromBlock: number;
  readonly toBlock: number;
  /** The messages, while they are kept. */
  readonly messages: readonly Numbered[] | undefined;
  readonly size: number;
}

/** What a page may have before a block that begins another one; no block is divided. */
export const pageLimits = { size: 2 << 20, messages: 4_096, blocks: 1_024 } as const;
/** What all messages may take up that are kept here. */
export const keptBytes = 16 << 20;
/** Bytes that a message takes up beside its own. */
const besides = 1_024;
/** Pages that are let be. */
const leastMerged = 64;

/**
 * All messages of a cluster, as far as they may still be needed: proven by the ledger's count and hash, and kept while
 * there is room. Of the others the log knows where they are and what they hash to: whoever brings them cannot cheat.
 *
 * It begins where it first learns how many there are, unless it has them all by then. Those before are proven by those
 * behind them, as far back as somebody needs them: each names the head before it.
 */
export class MessageLog {
  readonly #most: number;
  #taken: Mark;
  /** Head after all that was gathered, and the block of the last of it. */
  #end: MessageHead = emptyMessageHead;
  #block: number;
  #pages: Page[] = [];
  #kept = 0;
  #read = 0n;
  #merged = leastMerged;
  #begun: bigint | undefined;

  /** @param most - bytes of messages that are kept */
  constructor(head: CertifiedHead, most = keptBytes) {
    this.#most = most;
    this.#taken = { head, messages: 0n };
    this.#block = head.header.number;
  }

  /** The newest block up to which the messages are proven to be all. */
  get taken(): Mark {
    return this.#taken;
  }

  /** Appends messages, in ledger order, that {@link advance} is to prove. Those that are here may come again. */
  gather(given: readonly Uint8Array[]): void {
    this.#append(this.#divide(given));
  }

  /**
   * Takes the messages up to a newer block, once the ledger's count and hash prove that they and what was gathered are
   * all. If they are not the first time, the log begins there, without any.
   *
   * @throws `light-client.BadMessageChain`; nothing is taken then
   */
  advance(head: CertifiedHead, proven: MessageHead, given: readonly Uint8Array[]): void {
    const pages = this.#divide(given);
    const reached = pages.at(-1)?.last ?? this.#end;
    const isAll = reached.count === proven.count && reached.hash === proven.hash;
    if (this.#begun === undefined) this.#begun = isAll ? 0n : this.#begin(proven);
    else verifyMessages(reached, proven, []);
    if (isAll) this.#append(pages);
    this.#taken = { head, messages: proven.count };
    this.#block = Math.max(this.#block, head.header.number);
  }

  /** How many messages there were where the log began; nothing before it has. */
  get begun(): bigint | undefined {
    return this.#begun;
  }

  /** Whether all messages behind a block are here, but for those that nobody needs any more. */
  covers(block: number): boolean {
    const [first] = this.#pages;
    return this.#first.count === 0n || block >= (first?.fromBlock ?? this.#block);
  }

  /** The block up to which {@link unfold} takes messages. */
  get unfoldsTo(): number {
    const [first] = this.#pages;
    return first ? first.fromBlock - 1 : this.#block;
  }

  /**
   * Takes the messages of some blocks before all that are here, of each block all; and gives them, numbered.
   *
   * @throws `light-client.BadMessageChain` when they do not lead to those that are here, or divide a block
   */
  unfold(given: readonly Uint8Array[]): readonly Numbered[] {
    const last = this.#first;
    const messages = given.map((bytes) => decode(Message, bytes));
    const first = { count: last.count - BigInt(given.length), hash: messages[0]?.previous ?? last.hash };
    verifyMessages(first, last, given);
    const [fromBlock, toBlock] = [messages[0]?.number, messages.at(-1)?.number];
    if (fromBlock === undefined || toBlock === undefined || toBlock > this.unfoldsTo)
      throw errors.BadMessageChain({ proven: last.count, reached: first.count });
    const numbered = messages.map((message, i) => ({
      number: first.count + 1n + BigInt(i),
      message,
      size: (given[i] as Uint8Array).length + besides,
    }));
    const size = numbered.reduce((sum, one) => sum + one.size, 0);
    const isKept = this.#kept + size <= this.#most;
    if (isKept) this.#kept += size;
    const page = { before: undefined, first, last, fromBlock, toBlock, size };
    this.#pages.unshift({ ...page, messages: isKept ? numbered : undefined });
    return numbered;
  }

  /** Bytes of the messages that are kept. */
  get kept(): number {
    return this.#kept;
  }

  /** The page of a message, if that is proven and may still be needed. */
  pageOf(number: bigint): Page | undefined {
    if (number > this.#taken.messages) return undefined;
    let low = 0;
    let high = this.#pages.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#pages[middle] as Page).last.count < number) low = middle + 1;
      else high = middle;
    }
    return this.#pages[low];
  }

  /** Number of a message that all after a block follow, or are: no message in between is needed for those. */
  firstAfter(block: number): bigint {
    const page = this.#pages.find(({ toBlock }) => toBlock > block);
    return (page ? page.first.count : this.#end.count) + 1n;
  }

  /** The newest block before a message, or before those to come, where it is known. */
  markBefore(number: bigint): Mark | undefined {
    const page = this.pageOf(number);
    return page ? page.before : this.#taken;
  }

  /** Forgets all messages below one. Those below `read` may be needed again, but make room for others. */
  release(below: bigint, read: bigint): void {
    this.#read = read;
    const first = this.#pages.findIndex(({ last }) => last.count >= below);
    const gone = this.#pages.splice(0, first < 0 ? this.#pages.length : first);
    for (const { messages, size } of gone) if (messages) this.#kept -= size;
    this.#merge();
  }

  /** The head before all that is here. */
  get #first(): MessageHead {
    return this.#pages[0]?.first ?? this.#end;
  }

  #begin(proven: MessageHead): bigint {
    this.#pages = [];
    this.#kept = 0;
    this.#end = proven;
    return proven.count;
  }

  #append(pages: readonly Page[]): void {
    for (const page of pages) {
      const isKept = this.#makeRoom(page.size);
      if (isKept) this.#kept += page.size;
      this.#pages.push(isKept ? page : { ...page, messages: undefined });
      this.#end = page.last;
      this.#block = page.toBlock;
    }
  }

  /** Whether there is room, perhaps as messages that were read are kept no longer. */
  #makeRoom(size: number): boolean {
    for (let i = 0; this.#kept + size > this.#most; i++) {
      const page = this.#pages[i];
      if (!page || page.last.count >= this.#read) return false;
      if (page.messages) this.#kept -= page.size;
      this.#pages[i] = { ...page, messages: undefined };
    }
    return true;
  }

  /** Joins pages that were read and are not kept, as far as a page may go: once there are twice as many as after the last time. */
  #merge(): void {
    if (this.#pages.length < 2 * this.#merged) return;
    const merged: Page[] = [];
    for (const page of this.#pages) {
      const last = merged.at(-1);
      const isPast = page.last.count < this.#read && !page.messages && last !== undefined && !last.messages;
      if (isPast && fits(last, page)) merged[merged.length - 1] = { ...join(last, page), messages: undefined };
      else merged.push(page);
    }
    this.#pages = merged;
    this.#merged = Math.max(leastMerged, merged.length);
  }

  /** What is new here of what was given, as pages that follow the last. */
  #divide(given: readonly Uint8Array[]): Page[] {
    const pages: (Page & { readonly messages: Numbered[] })[] = [];
    let head = this.#end;
    for (const bytes of given) {
      const message = decode(Message, bytes);
      const { number: block } = message;
      if (block <= this.#block) continue;
      const first = head;
      head = appendMessage(head, bytes);
      const size = bytes.length + besides;
      const one = { before: this.#taken, first, last: head, fromBlock: block, toBlock: block, size };
      const last = pages.at(-1);
      const isMore = last !== undefined && (last.toBlock === block || fits(last, one));
      if (isMore) pages[pages.length - 1] = { ...join(last, one), messages: last.messages };
      else pages.push({ ...one, messages: [] });
      pages.at(-1)?.messages.push({ number: head.count, message, size });
    }
    return pages;
  }
}

/**
 * A page's messages, as somebody brings them.
 *
 * @throws `light-client.BadMessageChain`
 */
export function readPage(page: Page, given: readonly Uint8Array[]): readonly Numbered[] {
  verifyMessages(page.first, page.last, given);
  return given.map((bytes, i) => ({
    number: page.first.count + 1n + BigInt(i),
    message: decode(Message, bytes),
    size: bytes.length + besides,
  }));
}

type Extent = Omit<Page, "messages">;

const countOf = ({ first, last }: Extent): number => Number(last.count - first.count);

const fits = (a: Extent, b: Extent): boolean =>
  a.size + b.size <= pageLimits.size &&
  countOf(a) + countOf(b) <= pageLimits.messages &&
  b.toBlock - a.fromBlock < pageLimits.blocks;

/** What two pages have together that follow each other. */
const join = (a: Extent, b: Extent): Extent => ({ ...a, last: b.last, toBlock: b.toBlock, size: a.size + b.size });
