import type { Hex } from "@pha/codec";
import type { Core } from "@pha/program-kit";
import { errors } from "../../errors.ts";
import type { EpochKeys } from "../contract-keys.ts";
import { tell } from "../tell.ts";
import { type Agreed, agreedOf, requireAgreed } from "./agreed.ts";
import type { OwnCheckpoints } from "./own.ts";
import type { Peers } from "./peers.ts";
import type { Resumed } from "./read.ts";

/** Blocks by which a checkpoint may be behind what was agreed on before others are asked for a newer one. */
export const oldBlocks = 1_024;

/** What new contracts of this enclave go on from, one after another: a checkpoint that is being read takes memory. */
export class Starts {
  readonly #core: Core;
  readonly #own: OwnCheckpoints;
  readonly #peers: Peers;
  #resumed = 0;
  #received = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(core: Core, own: OwnCheckpoints, peers: Peers) {
    this.#core = core;
    this.#own = own;
    this.#peers = peers;
  }

  /** Contracts that went on from a checkpoint of this machine's, and from another worker's. */
  get counts(): { readonly resumed: number; readonly received: number } {
    return { resumed: this.#resumed, received: this.#received };
  }

  /**
   * A usable checkpoint of a contract: this machine's, or another worker's where that is old or missing. Without one, the
   * contract begins with its first message.
   */
  find(contract: Hex, keys: EpochKeys): Promise<Resumed | undefined> {
    const found = this.#last.then(() => this.#find(contract, keys));
    this.#last = found;
    return found;
  }

  async #find(contract: Hex, keys: EpochKeys): Promise<Resumed | undefined> {
    try {
      const agreed = await agreedOf(this.#core, contract);
      if (!agreed || agreed.stateHeight === 0) return undefined;
      const own = await this.#findOwn(contract, agreed);
      const isNew = own !== undefined && agreed.stateHeight - own.height <= oldBlocks;
      const others = isNew ? undefined : await this.#peers.find({ contract, agreed, keys });
      if (others) this.#received++;
      else if (own) this.#resumed++;
      return others ?? own;
    } catch (error) {
      tell(this.#core.host, "miner.CheckpointsUnknown", 0, error);
      return undefined;
    }
  }

  /** This program sealed it when it was agreed on; where the ledger still shows that height, it must show the same. */
  async #findOwn(contract: Hex, agreed: Agreed): Promise<Resumed | undefined> {
    try {
      const found = await this.#own.find(contract);
      if (!found) return undefined;
      if (found.height > agreed.stateHeight) throw errors.CheckpointContradicted({ height: found.height });
      if (found.height === agreed.stateHeight) requireAgreed(found, found.tag, agreed);
      return found;
    } catch (error) {
      tell(this.#core.host, "miner.CheckpointSetAside", agreed.stateHeight, error);
      return undefined;
    }
  }
}
