import type { Hex } from "@pha/codec";
import type { Message } from "@pha/runtime/program";
import { ContractLane, type Founded } from "./contract-lane.ts";
import type { HostedContract } from "./hosted-contract.ts";
import { type MessageLog, type Numbered, type Page, readPage } from "./message-log.ts";

/** Has somebody bring all messages of the cluster that came in these blocks. */
export type BringMessages = (fromBlock: number, toBlock: number) => Promise<readonly Uint8Array[]>;

/** What a dispatcher needs. */
export interface DispatcherOptions {
  readonly log: MessageLog;
  readonly bring: BringMessages;
  /** Has somebody bring some messages, the last of the cluster up to a block, of each block all. */
  readonly bringUpTo: (block: number) => Promise<readonly Uint8Array[]>;
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
  /** Lanes that go on from a block that the log does not reach back to yet. */
  readonly #reaching = new Set<ContractLane>();
  /** Contracts whose first message is sought, and the block before it. */
  readonly #sought = new Map<Hex, number>();
  /** First messages that came by when the log went back. */
  readonly #passed = new Map<Hex, { readonly founded: Founded; readonly number: bigint }>();
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

  /** Takes contracts that were made before the log began: what comes behind that is theirs, too. */
  begin(begun: bigint, contracts: readonly Founded[]): void {
    this.#next = begun + 1n;
    for (const founded of contracts) this.#make(founded, this.#next);
  }

  /**
   * Has a contract whose keys are here execute what comes for it; and all behind a block, as soon as the log reaches back
   * to it.
   */
  open(contract: HostedContract, block: number | undefined): void {
    const lane = this.lanes.get(contract.id);
    if (!lane) return;
    if (block === undefined) lane.open(contract);
    else {
      lane.reach({ contract, block });
      this.#reaching.add(lane);
      this.#openReached();
      this.feed();
    }
  }

  /** Has a contract go on from behind a block with what is here of it now, in place of what waited. */
  replace(contract: HostedContract, block: number): void {
    const lane = this.lanes.get(contract.id);
    if (!lane) return;
    this.#make(lane.founded, this.#next);
    this.open(contract, block);
  }

  /** Has a contract that was made before the log began, behind a block, begin with its first message. */
  seek(id: Hex, block: number): void {
    this.lanes.get(id)?.seek();
    this.#sought.set(id, block);
    this.#openReached();
    this.feed();
  }

  get #looksBack(): boolean {
    return this.#reaching.size > 0 || this.#sought.size > 0;
  }

  /** Hands out what is here at once, and the rest as it is brought. */
  feed(): void {
    if (!this.#isFeeding) this.#feeding = this.#feedAll();
  }

  async #feedAll(): Promise<void> {
    this.#isFeeding = true;
    for (let page = this.#pick(); page || this.#looksBack; page = this.#pick()) {
      const messages = page && (page.messages ?? (await this.#bring(page)));
      if (page && messages) this.#hand(page, messages);
      const isAnswered = !this.#looksBack || (await this.#unfold());
      if (!isAnswered || (page && !messages)) break;
    }
    this.#isFeeding = false;
  }

  /** Goes further back; whether that succeeds. */
  async #unfold(): Promise<boolean> {
    const { log, bringUpTo, onFailure } = this.#options;
    try {
      for (const { number, message } of log.unfold(await bringUpTo(log.unfoldsTo))) this.#notePassed(number, message);
    } catch {
      onFailure();
      return false;
    }
    this.#openReached();
    return true;
  }

  #openReached(): void {
    for (const lane of this.#reaching) {
      if (!lane.openReached()) continue;
      this.#reaching.delete(lane);
      this.#note(lane);
    }
    for (const [id, block] of this.#sought) {
      const first = this.#passed.get(id);
      if (!first || !this.#options.log.covers(block)) continue;
      this.#sought.delete(id);
      this.#make(first.founded, first.number);
      this.#options.onProgress();
    }
  }

  #notePassed(number: bigint, { body }: Message): void {
    if (body.type !== "Instantiated") return;
    const { contract, codeHash, deployer, epoch } = body.value;
    this.#passed.set(contract, { founded: { contract, codeHash, deployer, epoch }, number });
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
    if (isNew) for (const numbered of messages) this.#makeOf(numbered);
    if (isNew) this.#next = page.last.count + 1n;
    let least = this.#next;
    for (const [id, lane] of this.lanes) {
      // Whoever is fed and still hungry comes last.
      if (lane.take(page, own.get(id) ?? [])) this.#hungry.delete(lane);
      this.#note(lane);
      if (lane.next < least) least = lane.next;
    }
    this.#options.log.release(this.#looksBack ? 0n : least, this.#next);
  }

  #makeOf({ number, message: { body } }: Numbered): void {
    if (body.type === "Instantiated" && !this.lanes.has(body.value.contract)) this.#make(body.value, number);
  }

  /** Makes the lane of a contract, from a message on. */
  #make(founded: Founded, first: bigint): void {
    const { contract: id } = founded;
    const sought = this.lanes.get(id);
    if (sought) this.#hungry.delete(sought);
    const lane: ContractLane = new ContractLane(founded, first, this.#options.log, () => {
      this.#note(lane);
      if (this.#hungry.has(lane)) this.feed();
      if (!lane.contract?.isWithinBlock) this.#options.onProgress();
    });
    this.lanes.set(id, lane);
    this.#note(lane);
  }

  #note(lane: ContractLane): void {
    const isHungry = lane.next < this.#next && lane.isHungry;
    if (!isHungry) this.#hungry.delete(lane);
    else this.#hungry.add(lane);
  }
}
