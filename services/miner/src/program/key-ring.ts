import type { Hex } from "@pha/codec";
import type { EpochKeys } from "./contract-keys.ts";

/** An epoch as the ledger's messages tell it. */
export interface Epoch {
  readonly epoch: number;
  /** The code that the contract has in it. */
  readonly codeHash: Hex;
  /** The block from which it is the contract's. */
  readonly from: number;
  /** The block up to which something may come that is encrypted for it; unknown while none follows. */
  readonly until: number | undefined;
}

/** What the ledger tells of an epoch that follows. */
export interface Rotates {
  readonly epoch: number;
  readonly from: number;
  /** Of the epoch before. */
  readonly until: number;
}

/** What is needed of an epoch that is known. */
export type Missing = Pick<EpochKeys, "epoch" | "codeHash">;

/** The keys of one contract, of each epoch that it may still need. What is over is erased. */
export class KeyRing {
  readonly #keys = new Map<string, EpochKeys>();
  /** In the order in which they begin. */
  #epochs: readonly Epoch[];

  /** @param epochs - those that are not over, one at least */
  constructor(keys: EpochKeys, epochs: readonly Epoch[]) {
    this.#epochs = epochs;
    this.add(keys);
  }

  /** Those that are not over, as far as the messages have told. */
  get epochs(): readonly Epoch[] {
    return this.#epochs;
  }

  /** The epoch of a block, as far as the messages have told: every worker that has executed them says the same. */
  epochAt(number: number): number {
    return (this.#epochs.findLast(({ from }) => from <= number) ?? (this.#epochs[0] as Epoch)).epoch;
  }

  /** Whether nothing may come any more, in a block, that is encrypted for an epoch. */
  isOver(epoch: number, number: number): boolean {
    const { until } = this.#epochs.find((one) => one.epoch === epoch) ?? {};
    const [oldest] = this.#epochs;
    return (oldest !== undefined && epoch < oldest.epoch) || (until !== undefined && until < number);
  }

  /** The code that goes with an epoch, as far as the messages have told. */
  codeOf(epoch: number): Hex {
    return (this.#epochs.find((one) => one.epoch === epoch) ?? (this.#epochs.at(-1) as Epoch)).codeHash;
  }

  /** The keys of an epoch, with its code, if they are here. */
  of(epoch: number, codeHash = this.codeOf(epoch)): EpochKeys | undefined {
    return this.#keys.get(nameOf({ epoch, codeHash }));
  }

  /** The first epoch that is not over and whose keys are not here. */
  get missing(): Missing | undefined {
    return this.#epochs.find((one) => !this.#keys.has(nameOf(one)));
  }

  /** All keys that are here, those of a block's epoch first. */
  heldAt(number: number): readonly EpochKeys[] {
    const current = this.epochAt(number);
    const isCurrent = ({ epoch }: EpochKeys) => Number(epoch === current);
    return [...this.#keys.values()].sort((a, b) => isCurrent(b) - isCurrent(a) || b.epoch - a.epoch);
  }

  add(keys: EpochKeys): void {
    if (!this.#keys.has(nameOf(keys))) this.#keys.set(nameOf(keys), keys);
  }

  /** An epoch follows, in place of those that would begin no earlier; with other code, if that is told. */
  rotate({ epoch, from, until }: Rotates, code?: Hex): void {
    const before = this.#epochs.filter((one) => one.from < from);
    const last = before.pop() as Epoch;
    const codeHash = code ?? last.codeHash;
    this.#epochs = [...before, { ...last, until }, { epoch, codeHash, from, until: undefined }];
  }

  /** Erases the keys of epochs for which nothing comes any more, once everything up to a block is executed. */
  eraseBefore(number: number): void {
    const over = this.#epochs.filter(({ until }) => until !== undefined && until < number);
    if (over.length === 0) return;
    this.#epochs = this.#epochs.filter((epoch) => !over.includes(epoch));
    const [oldest] = this.#epochs;
    if (oldest) this.#erase(({ epoch }) => epoch < oldest.epoch);
  }

  /** Erases all keys that are here. */
  eraseAll(): void {
    this.#erase(() => true);
  }

  #erase(isOver: (keys: EpochKeys) => boolean): void {
    for (const [name, keys] of this.#keys) {
      if (!isOver(keys)) continue;
      for (const secret of [keys.encrypt, keys.tag, keys.random]) secret.fill(0);
      this.#keys.delete(name);
    }
  }
}

const nameOf = ({ epoch, codeHash }: Missing): string => `${epoch}/${codeHash}`;
