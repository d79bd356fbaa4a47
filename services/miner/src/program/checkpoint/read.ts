import { decode, fromHex, type Hex } from "@pha/codec";
import { type Change, ContractState, type Failure } from "@pha/contract-engine";
import type { HashFunction } from "@pha/crypto";
import { errors } from "../../errors.ts";
import type { Epoch } from "../key-ring.ts";
import { type BookStart, bookStart, type KeptReceipt } from "../receipt-book.ts";
import { checkpointForm, type Head, maxParts, Part } from "./form.ts";

/** What a contract's execution goes on from. */
export interface Resumed {
  readonly height: number;
  readonly tag: Hex;
  readonly state: ContractState;
  readonly epochs: readonly Epoch[];
  readonly broken: Failure | undefined;
  readonly receipts: BookStart;
}

/** Builds a contract's state and receipts of the parts of a checkpoint, as they come. */
export class Rebuild {
  readonly #contract: Hex;
  readonly #hash: HashFunction;
  #parts = 0;
  #head: Head | undefined;
  #state: ContractState | undefined;
  readonly #kept: KeptReceipt[] = [];
  #isWhole = false;

  constructor(contract: Hex, hash: HashFunction) {
    this.#contract = contract;
    this.#hash = hash;
  }

  /** Parts that were taken. */
  get parts(): number {
    return this.#parts;
  }

  /** Whether the last part was taken. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** @throws `miner.CheckpointDamaged`, `codec` errors */
  take(bytes: Uint8Array): void {
    const { form, head, items, isLast } = decode(Part, bytes);
    if (form !== checkpointForm) throw errors.CheckpointDamaged({ form });
    if (this.#isWhole || this.#parts >= maxParts || (head !== undefined) !== (this.#parts === 0))
      throw errors.CheckpointDamaged({ part: this.#parts });
    if (head) this.#begin(head);
    const entries = items.flatMap(({ type, value }): Change[] => (type === "Entry" ? [[value.key, value.value]] : []));
    if (entries.length > 0) this.#state?.commit(entries);
    for (const { type, value } of items)
      if (type === "Receipt") this.#kept.push({ ...value, timeMs: Number(value.timeMs) });
    this.#parts++;
    this.#isWhole = isLast;
  }

  /**
   * What the parts come to, if it is what the first of them says.
   *
   * @throws `miner.CheckpointDamaged`
   */
  end(): Resumed {
    const [head, state] = [this.#head, this.#state];
    if (!head || !state || !this.#isWhole) throw errors.CheckpointDamaged({ parts: this.#parts });
    const { height, tag, root, epochs, broken } = head;
    const { count, forgotten, heights } = head.receipts;
    const peaks = { count: forgotten.count, peaks: forgotten.peaks.map(fromHex) };
    const receipts = bookStart(peaks, this.#kept, heights);
    if (state.root !== root || receipts.list.count !== count) throw errors.CheckpointDamaged({ height });
    return { height, tag, state, epochs, broken, receipts };
  }

  #begin(head: Head): void {
    if (head.contract !== this.#contract) throw errors.CheckpointDamaged({ contract: head.contract });
    this.#head = head;
    this.#state = new ContractState(head.contract, { hash: this.#hash, mostBytes: head.mostBytes });
  }
}
