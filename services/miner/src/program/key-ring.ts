import type { EpochKeys } from "./contract-keys.ts";

/** An epoch as the ledger's messages tell it. */
export interface Epoch {
  readonly epoch: number;
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

/** The keys of one contract, of each epoch that it may still need. What is over is erased. */
export class KeyRing {
  readonly #keys = new Map<number, EpochKeys>();
  /** In the order in which they begin. */
  #epochs: readonly Epoch[];

  /** @param epochs - those that are not over, one at least */
  constructor(keys: EpochKeys, epochs: readonly Epoch[]) {
    this.#keys.set(keys.epoch, keys);
    this.#epochs = epochs;
  }

  /** Those that are not over, as far as the messages have told. */
  get epochs(): readonly Epoch[] {
    return this.#epochs;
  }

  /** The epoch of a block, as far as the messages have told: every worker that has executed them says the same. */
  epochAt(number: number): number {
    return (this.#epochs.findLast(({ from }) => from <= number) ?? (this.#epochs[0] as Epoch)).epoch;
  }

  /** The keys of an epoch, if they are here. */
  of(epoch: number): EpochKeys | undefined {
    return this.#keys.get(epoch);
  }

  /** The first epoch that is not over and whose keys are not here. */
  get missing(): number | undefined {
    return this.#epochs.find(({ epoch }) => !this.#keys.has(epoch))?.epoch;
  }

  /** All keys that are here, those of a block's epoch first. */
  heldAt(number: number): readonly EpochKeys[] {
    const current = this.epochAt(number);
    const isCurrent = ({ epoch }: EpochKeys) => Number(epoch === current);
    return [...this.#keys.values()].sort((a, b) => isCurrent(b) - isCurrent(a) || b.epoch - a.epoch);
  }

  add(keys: EpochKeys): void {
    if (!this.#keys.has(keys.epoch)) this.#keys.set(keys.epoch, keys);
  }

  /** An epoch follows, in place of those that would begin no earlier. */
  rotate({ epoch, from, until }: Rotates): void {
    const before = this.#epochs.filter((one) => one.from < from);
    const last = before.pop() as Epoch;
    this.#epochs = [...before, { ...last, until }, { epoch, from, until: undefined }];
  }

  /** Erases the keys of epochs for which nothing comes any more, once everything up to a block is executed. */
  eraseBefore(number: number): void {
    const over = this.#epochs.filter(({ until }) => until !== undefined && until < number);
    if (over.length === 0) return;
    this.#epochs = this.#epochs.filter((epoch) => !over.includes(epoch));
    const [oldest] = this.#epochs;
    for (const [epoch, { encrypt, tag, random }] of this.#keys) {
      if (oldest === undefined || epoch >= oldest.epoch) continue;
      for (const secret of [encrypt, tag, random]) secret.fill(0);
      this.#keys.delete(epoch);
    }
  }
}
