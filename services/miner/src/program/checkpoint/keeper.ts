import type { Hex } from "@pha/codec";
import type { Core } from "@pha/program-kit";
import { errors } from "../../errors.ts";
import type { HostedContract } from "../hosted-contract.ts";
import { tell } from "../tell.ts";
import type { OwnCheckpoints } from "./own.ts";
import { checkpointParts } from "./write.ts";

/** What is written of one contract in a block's time at most, on the average. */
const bytesPerBlock = 64 << 10;

/**
 * Has checkpoints made of what the ledger has agreed on, one after another, beside the contracts' work: of each contract
 * once in so many blocks, and the more seldom the larger it is.
 */
export class Keeper {
  readonly #core: Core;
  readonly #own: OwnCheckpoints;
  readonly #every: number;
  /** Block at which each contract's was made last, or the contract was seen first. */
  readonly #at = new Map<Hex, number>();
  #keeping: Promise<void> | undefined;
  #kept = 0;

  constructor(core: Core, own: OwnCheckpoints, every: number) {
    this.#core = core;
    this.#own = own;
    this.#every = every;
  }

  /** Checkpoints that were made. */
  get kept(): number {
    return this.#kept;
  }

  /** Begins to make those that are due. */
  keep(contracts: Iterable<HostedContract>): void {
    if (this.#keeping) return;
    const due = [...contracts].filter((contract) => this.#isDue(contract));
    if (due.length > 0) this.#keeping = this.#keepAll(due);
  }

  /** Resolves when none is being made. */
  get idle(): Promise<void> {
    return this.#keeping ?? Promise.resolve();
  }

  /** Makes all that there is something new for. */
  async rest(contracts: Iterable<HostedContract>): Promise<void> {
    await this.idle;
    await this.#keepAll([...contracts].filter(({ id, agreed }) => agreed.stateHeight > this.#own.lastOf(id).height));
  }

  get #now(): number {
    return this.#core.view.head.header.number;
  }

  #isDue({ id, agreed }: HostedContract): boolean {
    const { height, bytes } = this.#own.lastOf(id);
    const at = this.#at.get(id) ?? this.#now;
    this.#at.set(id, at);
    return agreed.stateHeight > height && this.#now >= at + this.#every + Math.floor(bytes / bytesPerBlock);
  }

  /** What cannot be made is tried again when it is due again. */
  async #keepAll(contracts: readonly HostedContract[]): Promise<void> {
    for (const contract of contracts) {
      const { stateHeight } = contract.agreed;
      this.#at.set(contract.id, this.#now);
      try {
        await this.#make(contract);
      } catch (error) {
        tell(this.#core.host, "miner.CheckpointNotKept", stateHeight, error);
      }
    }
    this.#keeping = undefined;
  }

  async #make(contract: HostedContract): Promise<void> {
    const { stateHeight: height, stateTag } = contract.agreed;
    const point = contract.points.at(height);
    if (!point) return;
    if (point.tag !== stateTag) throw errors.CheckpointContradicted({ height });
    await this.#own.keep(contract.id, height, checkpointParts(contract, point));
    this.#kept++;
  }
}
