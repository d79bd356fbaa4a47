import type { Hex } from "@pha/codec";
import type { Runtime } from "@pha/runtime";
import type { BlockRef, Ledger } from "../../ledger/ledger.ts";
import type { Push, Read, Subscription } from "../connection.ts";
import { errors } from "../errors.ts";
import { limits } from "../limits.ts";
import { modernVersion } from "../runtime-version.ts";
import type { ReportBug } from "../serve.ts";
import { Operations } from "./operations.ts";

/**
 * One `chainHead_v1_follow`: reports blocks from the newest finalized one on and keeps them pinned until they are
 * unpinned. Blocks fork only where validators refused one: what is undone stays pinned, is inaccessible at once, and is
 * told as pruned with the next finalized block. Too many pins end the subscription with `stop`.
 */
export class Follow implements Subscription {
  readonly operations: Operations;
  readonly #ledger: Ledger;
  readonly #push: Push;
  readonly #read: Read;
  readonly #withRuntime: boolean;
  readonly #onStop: () => void;
  readonly #pinned = new Set<Hex>();
  readonly #reportBug: ReportBug;
  readonly #ends: (() => void)[] = [];
  /** Runtime of the newest block reported. */
  #runtime: Runtime | undefined;
  /** Newest blocks reported to this subscriber. */
  #best: BlockRef;
  #finalized: BlockRef;
  /** Reported, above the finalized one. */
  #branch: BlockRef[] = [];
  /** Reported and undone since the last `finalized`. */
  #pruned: Hex[] = [];
  #chain: Promise<void> = Promise.resolve();
  #running = false;

  constructor(
    { ledger, reportBug }: { ledger: Ledger; reportBug: ReportBug },
    { push, read, withRuntime, onStop }: { push: Push; read: Read; withRuntime: boolean; onStop: () => void },
  ) {
    this.#ledger = ledger;
    this.#best = ledger.finalized;
    this.#finalized = ledger.finalized;
    this.#reportBug = reportBug;
    this.#push = push;
    this.#read = read;
    this.#withRuntime = withRuntime;
    this.#onStop = onStop;
    this.operations = new Operations({ push: (event) => this.#running && push(event), reportBug });
  }

  start(): void {
    this.#running = true;
    this.#ends.push(
      this.#ledger.events.on("block", (block) => this.#later(async () => this.#newBlocks(block))),
      this.#ledger.events.on("finalized", (block) => this.#later(async () => this.#finalize(block))),
      this.#ledger.events.on("undone", (to) => this.#later(async () => this.#undo(to))),
    );
    const { best } = this.#ledger;
    this.#best = this.#ledger.finalized;
    this.#finalized = this.#best;
    this.#later(async () => {
      await this.#initialize();
      await this.#newBlocks(best);
    });
  }

  stop(): void {
    this.#running = false;
    for (const end of this.#ends) end();
    this.operations.stopAll();
    this.#pinned.clear();
  }

  /** @throws `rpc.NotPinned` */
  expectPinned(hash: Hex): void {
    if (!this.#pinned.has(hash)) throw errors.NotPinned({ hash });
  }

  /** @throws `rpc.NeedsRuntime` */
  expectRuntime(): void {
    if (!this.#withRuntime) throw errors.NeedsRuntime();
  }

  /** All of them or none. @throws `rpc.NamedTwice`, `rpc.NotPinned` */
  unpin(hashes: readonly Hex[]): void {
    if (new Set(hashes).size !== hashes.length) throw errors.NamedTwice();
    for (const hash of hashes) this.expectPinned(hash);
    for (const hash of hashes) this.#pinned.delete(hash);
  }

  /** Events are told in the order in which they came, though headers have to be read. */
  #later(work: () => Promise<void>): void {
    this.#chain = this.#chain
      .then(() => (this.#running ? work() : undefined))
      .catch((error: unknown) => {
        this.#reportBug(error, "chainHead_v1_follow");
        this.#giveUp();
      });
  }

  async #initialize(): Promise<void> {
    const { number, hash } = this.#finalized;
    this.#pinned.add(hash);
    const runtime = this.#withRuntime ? { finalizedBlockRuntime: await this.#newRuntime(number) } : {};
    this.#push({ event: "initialized", finalizedBlockHashes: [hash], ...runtime });
  }

  /** Reports every block up to `last`. */
  async #newBlocks(last: BlockRef): Promise<void> {
    while (this.#best.number < last.number && this.#running) {
      const number = this.#best.number + 1;
      const hash = number === last.number ? last.hash : await this.#read(() => this.#ledger.findHash(number));
      if (hash === undefined) throw errors.UnknownBlock({ number });
      if (this.#pinned.size >= limits.pins) return this.#giveUp();
      const runtime = this.#withRuntime ? { newRuntime: await this.#newRuntime(number) } : {};
      this.#push({ event: "newBlock", blockHash: hash, parentBlockHash: this.#best.hash, ...runtime });
      this.#best = { number, hash };
      this.#branch.push(this.#best);
      this.#pinned.add(hash);
      this.#push({ event: "bestBlockChanged", bestBlockHash: hash });
    }
  }

  /** The runtime that a block's state names, if it is another than that of the block before. */
  async #newRuntime(number: number) {
    const runtime = await this.#read(() => this.#ledger.runtimeOf(number + 1));
    if (runtime === this.#runtime) return null;
    this.#runtime = runtime;
    return { type: "valid", spec: modernVersion(runtime) };
  }

  async #finalize(block: BlockRef): Promise<void> {
    if (block.number <= this.#finalized.number) return;
    await this.#newBlocks(block);
    if (!this.#running) return;
    this.#finalized = block;
    this.#branch = this.#branch.filter(({ number }) => number > block.number);
    this.#push({ event: "finalized", finalizedBlockHashes: [block.hash], prunedBlockHashes: this.#pruned });
    this.#pruned = [];
  }

  /** Goes back to the newest finalized block, which has been reported before. */
  #undo(to: BlockRef): void {
    if (to.number < this.#finalized.number) this.#giveUp();
    if (!this.#running || this.#best.number <= to.number) return;
    this.#best = to;
    this.#pruned.push(...this.#branch.map(({ hash }) => hash));
    this.#branch = [];
    this.#push({ event: "bestBlockChanged", bestBlockHash: to.hash });
  }

  #giveUp(): void {
    if (!this.#running) return;
    this.#push({ event: "stop" });
    this.#onStop();
  }
}
