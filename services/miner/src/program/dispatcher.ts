import type { Hex } from "@pha/codec";
import { ContractLane } from "./contract-lane.ts";
import { type MessageLog, type Numbered, type Page, readPage } from "./message-log.ts";

/** Has somebody bring all messages of the cluster that came in these blocks. */
export type BringMessages = (fromBlock: number, toBlock: number) => Promise<readonly Uint8Array[]>;

/** What a dispatcher needs. */
export interface DispatcherOptions {
  readonly log: MessageLog;
  readonly bring: BringMessages;
  /** Called whenever some contract has done a block's work. */
  readonly onProgress: () => void;
  /** Called when messages that are needed again were not brought. They are asked for again by the next {@link Dispatcher.feed}. */
  readonly onFailure: () => void;
}

/**
 * Hands each contract's messages to its lane. All are read once, as they come; of a lane that had no room then, its
 * messages are read again when it has.
 */
export class Dispatcher {
  /** In ledger order. */
  readonly lanes = new Map<Hex, ContractLane>();
  readonly #options: DispatcherOptions;
  /** The first message that was not read for everybody. */
  #next = 1n;
  /** Lanes that have room and lack what was read, those first that have been waiting longest. */
  readonly #hungry = new Set<ContractLane>();
  #isFeeding = false;
  #feeding: Promise<void> = Promise.resolve();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Whether all messages that were taken have been read once, so that all contracts are known. */
  get hasReadAll(): boolean {
    return this.#next > this.#options.log.taken.messages;
  }

  /** Resolves when nothing is left that can be read or executed. */
  async idle(): Promise<void> {
    for (;;) {
      const busy = [...this.lanes.values()].flatMap(({ running }) => running ?? []);
      if (this.#isFeeding) busy.push(this.#feeding);
      if (busy.length === 0) return;
      await Promise.all(busy);
    }
  }

  /** Hands out what is here at once, and the rest as it is brought. */
  feed(): void {
    if (!this.#isFeeding) this.#feeding = this.#feedAll();
  }

  async #feedAll(): Promise<void> {
    this.#isFeeding = true;
    for (let page = this.#pick(); page; page = this.#pick()) {
      const messages = page.messages ?? (await this.#bring(page));
      if (!messages) break;
      this.#hand(page, messages);
    }
    this.#isFeeding = false;
  }

  /** The messages of a page that are not kept; nothing when the host does not bring them, or brings others. */
  async #bring(page: Page): Promise<readonly Numbered[] | undefined> {
    const { bring, onFailure } = this.#options;
    try {
      return readPage(page, await bring(page.fromBlock, page.toBlock));
    } catch {
      onFailure();
      return undefined;
    }
  }

  /** What is new comes first. */
  #pick(): Page | undefined {
    const [longest] = this.#hungry;
    return this.#options.log.pageOf(this.#next) ?? (longest && this.#options.log.pageOf(longest.next));
  }

  #hand(page: Page, messages: readonly Numbered[]): void {
    const isNew = this.#next === page.first.count + 1n;
    const own = Map.groupBy(messages, ({ message }) => message.body.value.contract);
    if (isNew) for (const numbered of messages) this.#make(numbered);
    if (isNew) this.#next = page.last.count + 1n;
    let least = this.#next;
    for (const [id, lane] of this.lanes) {
      // Whoever is fed and still hungry comes last.
      if (lane.take(page, own.get(id) ?? [])) this.#hungry.delete(lane);
      this.#note(lane);
      if (lane.next < least) least = lane.next;
    }
    this.#options.log.release(least, this.#next);
  }

  /** Makes the lane of a new contract. */
  #make({ number, message: { body } }: Numbered): void {
    const { contract: id } = body.value;
    if (body.type !== "Instantiated" || this.lanes.has(id)) return;
    const lane: ContractLane = new ContractLane(body.value, number, this.#options.log, () => {
      this.#note(lane);
      if (this.#hungry.has(lane)) this.feed();
      if (!lane.contract?.isWithinBlock) this.#options.onProgress();
    });
    this.lanes.set(id, lane);
  }

  #note(lane: ContractLane): void {
    const isHungry = lane.next < this.#next && lane.isHungry;
    if (!isHungry) this.#hungry.delete(lane);
    else this.#hungry.add(lane);
  }
}
