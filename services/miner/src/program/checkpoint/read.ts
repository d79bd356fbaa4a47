import { decode, fromHex, type Hex } from "@pha/codec";
import { type Change, ContractState, type Failure } from "@pha/contract-engine";
import { GrowingList, type HashFunction } from "@pha/crypto";
import { maxCheckpointParts } from "@pha/limits";
import { receiptLeaf } from "@pha/secret-channel";
import { errors } from "../../errors.ts";
import type { Epoch } from "../key-ring.ts";
import type { BookStart, KeptReceipt } from "../receipt-book.ts";
import { checkpointForm, type Head, Part } from "./form.ts";

/** What a contract's execution goes on from. */
export interface Resumed {
  readonly codeHash: Hex;
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
  #list = new GrowingList();
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
    if (this.#isWhole || this.#parts >= maxCheckpointParts || (head !== undefined) !== (this.#parts === 0))
      throw errors.CheckpointDamaged({ part: this.#parts });
    if (head) this.#begin(head);
    const entries = items.flatMap(({ type, value }): Change[] => (type === "Entry" ? [[value.key, value.value]] : []));
    if (entries.length > 0) this.#state?.commit(entries);
    for (const { type, value } of items) {
      if (type !== "Receipt") continue;
      this.#list.append(receiptLeaf(value.message, value.receipt));
      this.#kept.push({ ...value, timeMs: Number(value.timeMs) });
    }
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
    const { codeHash, height, tag, root, epochs, broken } = head;
    const { count, heights } = head.receipts;
    if (state.root !== root || this.#list.count !== count) throw errors.CheckpointDamaged({ height });
    return { codeHash, height, tag, state, epochs, broken, receipts: { list: this.#list, kept: this.#kept, heights } };
  }

  #begin(head: Head): void {
    if (head.contract !== this.#contract) throw errors.CheckpointDamaged({ contract: head.contract });
    const { count, peaks } = head.receipts.forgotten;
    this.#head = head;
    this.#list = new GrowingList({ count, peaks: peaks.map(fromHex) });
    this.#state = new ContractState(head.contract, { hash: this.#hash, mostBytes: head.mostBytes });
  }
}
