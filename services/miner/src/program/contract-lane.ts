import type { Hex } from "@pha/codec";
import type { Message } from "@pha/runtime/program";
import type { ContractSnapshot, HostedContract } from "./hosted-contract.ts";
import type { Wanted } from "./key-asks.ts";
import type { Missing } from "./key-ring.ts";
import type { Mark, MessageLog, Numbered, Page } from "./message-log.ts";

/** What is known of a contract before its keys are here. */
export type Founded = Pick<
  Extract<Message["body"], { readonly type: "Instantiated" }>["value"],
  "contract" | "codeHash" | "deployer" | "epoch"
>;

/** A contract that serves queries, as of the newest block up to which it has executed everything. */
export interface Served {
  readonly contract: HostedContract;
  readonly snapshot: ContractSnapshot;
  readonly at: Mark;
}

/** Bytes of messages that wait in a lane, and one message more. What has no room is read again later. */
export const laneBytes = 64 << 10;

/** Above every message's number. */
const endless = 1n << 64n;

/** A contract, and the block behind which it needs all messages. */
interface Reaching {
  readonly contract: HostedContract;
  readonly block: number;
}

interface Waiting extends Numbered {
  readonly before: Mark | undefined;
  /** Whether its block has no more for this contract. */
  readonly isLast: boolean;
}

/** One contract's messages: executed one after another, whatever the other contracts do. */
export class ContractLane {
  readonly founded: Founded;
  readonly #log: MessageLog;
  readonly #onProgress: () => void;
  readonly #queue: Waiting[] = [];
  #bytes = 0;
  #next: bigint;
  #contract: HostedContract | undefined;
  #reaching: Reaching | undefined;
  #isSought = false;
  #served: Served | undefined;
  #running: Promise<void> | undefined;
  /** The epoch whose keys the next message needs and that are not here; and code. */
  #lacks: Missing | undefined;
  #lacksCode: Hex | undefined;

  /**
   * @param first - number of the message that makes the contract, or of the first that is here
   * @param onProgress - called whenever a message is done
   */
  constructor(founded: Founded, first: bigint, log: MessageLog, onProgress: () => void) {
    this.founded = founded;
    this.#next = first;
    this.#log = log;
    this.#onProgress = onProgress;
  }

  /** Everything before this message that is for the contract has been here. */
  get next(): bigint {
    return this.#next;
  }

  get contract(): HostedContract | undefined {
    return this.#contract;
  }

  /** Whether it has little left to do. */
  get isHungry(): boolean {
    return this.#bytes <= laneBytes / 2;
  }

  /** What must come before the next message is executed, or before the contract serves in an epoch that follows. */
  get wanted(): Wanted | undefined {
    if (this.#isSought) return undefined;
    const contract = this.#contract ?? this.#reaching?.contract;
    if (!contract) return { ...this.founded, isNew: true };
    const missing = contract.stuck ? undefined : (this.#lacks ?? contract.keys.missing);
    return missing && { ...this.founded, ...missing, isNew: false };
  }

  /** The epoch of its keys without which the next message is not executed. */
  get lackedEpoch(): number | undefined {
    return this.#contract?.stuck ? undefined : this.#lacks?.epoch;
  }

  /** The code that must come before the next message is executed. */
  get wantedCode(): Hex | undefined {
    return this.#contract?.stuck ? undefined : this.#lacksCode;
  }

  /** Goes on, if what it waited for is here. */
  resume(): void {
    this.#run();
  }

  /** While it executes: resolves when nothing waits here. */
  get running(): Promise<void> | undefined {
    return this.#running;
  }

  /** The contract as it serves queries, if it does. */
  get served(): Served | undefined {
    this.#refresh();
    return this.#contract?.stuck ? undefined : this.#served;
  }

  /** Has the contract, whose keys are here, execute what waits for it: all messages after its height. */
  open(contract: HostedContract): void {
    this.#contract = contract;
    if (contract.height > 0) this.#skip(contract.height);
    this.#run();
  }

  /** Has it want nothing: what makes the contract is sought, and makes another lane in this one's place. */
  seek(): void {
    this.#isSought = true;
  }

  /** Has the contract, whose keys are here, wait until the log reaches back to a block: it needs all that came behind it. */
  reach(reaching: Reaching): void {
    this.#reaching = reaching;
  }

  /** Opens the contract that waits, if the log reaches back far enough. What it was given meanwhile comes again. */
  openReached(): boolean {
    if (!this.#reaching || !this.#log.covers(this.#reaching.block)) return false;
    const { contract, block } = this.#reaching;
    this.#reaching = undefined;
    this.#queue.length = 0;
    this.#bytes = 0;
    this.#next = this.#log.firstAfter(block);
    this.open(contract);
    return true;
  }

  /** Lets go of messages that are done. */
  #skip(height: number): void {
    const due = this.#queue.filter(({ message }) => message.number > height);
    this.#queue.splice(0, this.#queue.length, ...due);
    this.#bytes = due.reduce((sum, { size }) => sum + size, 0);
    const first = this.#log.firstAfter(height);
    if (due.length === 0 && first > this.#next) this.#next = first;
    this.#onProgress();
  }

  /**
   * Takes what is for this contract of a page, as far as there is room.
   *
   * @returns whether it was this page's turn
   */
  take({ before, first, last }: Page, own: readonly Numbered[]): boolean {
    if (this.#next <= first.count || this.#next > last.count) return false;
    const done = this.#contract?.height ?? 0;
    const due = own.filter(({ number, message }) => number >= this.#next && message.number > done);
    this.#next = last.count + 1n;
    for (const [i, one] of due.entries()) {
      if (this.#bytes >= laneBytes) {
        this.#next = one.number;
        break;
      }
      this.#queue.push({ ...one, before, isLast: due[i + 1]?.message.number !== one.message.number });
      this.#bytes += one.size;
    }
    this.#run();
    return true;
  }

  #run(): void {
    if (!this.#contract || this.#running || !this.#due(this.#contract)) return;
    this.#running = this.#executeAll(this.#contract);
  }

  /** The next message, if the keys and the code that it needs are here. */
  #due(contract: HostedContract): Waiting | undefined {
    const [one] = this.#queue;
    this.#lacks = one && contract.lacks(one.message);
    this.#lacksCode = one && contract.code.lacks(one.message);
    return this.#lacks === undefined && this.#lacksCode === undefined ? one : undefined;
  }

  async #executeAll(contract: HostedContract): Promise<void> {
    for (let one = this.#due(contract); one; one = this.#due(contract)) {
      this.#refresh();
      await contract.execute(one.message, one.number, one.isLast);
      this.#bytes -= one.size;
      this.#queue.shift();
      if (contract.stuck) this.#giveUp();
      this.#onProgress();
    }
    this.#running = undefined;
  }

  /** What this machine could not finish gets no more messages. */
  #giveUp(): void {
    this.#queue.length = 0;
    this.#bytes = 0;
    this.#next = endless;
  }

  /** Between two blocks, what is served is as new as can be; within one it stays, and until an upgrade is agreed on. */
  #refresh(): void {
    const contract = this.#contract;
    if (!contract || contract.isWithinBlock || contract.isGoingOver) return;
    const [first] = this.#queue;
    const at = first ? first.before : this.#log.markBefore(this.#next);
    if (!at) return;
    const { number } = at.head.header;
    if (contract.height === 0 || contract.height > number) return;
    const kept = this.#served?.snapshot;
    const snapshot = kept?.stateHeight === contract.height ? kept : contract.snapshot();
    this.#served = { contract, snapshot, at };
    contract.keys.eraseBefore(number);
  }
}
