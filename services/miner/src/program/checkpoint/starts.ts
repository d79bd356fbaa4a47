import type { Hex } from "@pha/codec";
import type { Core } from "@pha/program-kit";
import type { Claim } from "@pha/runtime/program";
import { errors } from "../../errors.ts";
import { agreedOf, requireAgreed } from "./agreed.ts";
import type { OwnCheckpoints } from "./own.ts";
import type { Resumed } from "./read.ts";
import { tell } from "./tell.ts";

/** What new contracts of this enclave go on from. */
export class Starts {
  readonly #core: Core;
  readonly #own: OwnCheckpoints;
  #resumed = 0;

  constructor(core: Core, own: OwnCheckpoints) {
    this.#core = core;
    this.#own = own;
  }

  /** Contracts that went on from a checkpoint of this machine's. */
  get resumed(): number {
    return this.#resumed;
  }

  /** The newest usable checkpoint of a contract; without one, the contract begins with its first message. */
  async find(contract: Hex): Promise<Resumed | undefined> {
    try {
      const [agreed] = await agreedOf(this.#core, [contract]);
      const found = agreed && agreed.stateHeight > 0 ? await this.#findOwn(contract, agreed) : undefined;
      if (found) this.#resumed++;
      return found;
    } catch (error) {
      tell(this.#core.host, "miner.CheckpointSetAside", 0, error);
      return undefined;
    }
  }

  /** This program sealed it when it was agreed on; where the ledger still shows that height, it must show the same. */
  async #findOwn(contract: Hex, agreed: Claim): Promise<Resumed | undefined> {
    const found = await this.#own.find(contract);
    if (!found) return undefined;
    if (found.height > agreed.stateHeight) throw errors.CheckpointContradicted({ height: found.height });
    if (found.height === agreed.stateHeight) requireAgreed(found, found.tag, agreed);
    return found;
  }
}
