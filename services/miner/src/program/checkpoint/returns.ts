import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import {
  codeOfEpoch,
  contracts,
  followingEpoch,
  generationOf,
  isReleased,
  keyRulesIn,
  keysAt,
} from "@pha/runtime/program";
import { errors } from "../../errors.ts";
import { type EpochKeys, obtainKeys } from "../contract-keys.ts";
import { tell } from "../tell.ts";
import type { Agreed } from "./agreed.ts";
import type { Peers } from "./peers.ts";
import type { Resumed } from "./read.ts";

/** What a contract goes on from, and its current keys. */
export interface Return {
  readonly resumed: Resumed;
  readonly keys: EpochKeys;
}

/** A contract's current epoch, and what was agreed on last. */
interface Present {
  readonly contract: Hex;
  readonly codeHash: Hex;
  readonly epoch: number;
  readonly generation: number;
  readonly agreed: Agreed;
}

/**
 * Brings contracts back whose next message needs keys that nobody is given any more, on a network that does not keep
 * history: this worker was away, or was killed, while their epoch ended. What came of that epoch others have executed and
 * a majority has agreed on, so one of them can give what to go on from.
 */
export class Returns {
  readonly #core: Core;
  readonly #cluster: number;
  readonly #peers: Peers;

  constructor(core: Core, cluster: number, peers: Peers) {
    this.#core = core;
    this.#cluster = cluster;
    this.#peers = peers;
  }

  /**
   * What a contract goes on from that waits for the keys of an epoch; nothing while those may still come, or where no
   * other member has anything: that is told, and it is to be looked for again.
   */
  async find(contract: Hex, epoch: number): Promise<Return | undefined> {
    const { host, view } = this.#core;
    const { number } = view.head.header;
    try {
      const present = await this.#presentOf(contract, epoch);
      if (!present) return undefined;
      const { agreed, generation } = present;
      for await (const keys of obtainKeys(this.#core, { cluster: this.#cluster, generation }, [present])) {
        const resumed = await this.#peers.find({ contract, agreed, keys });
        if (resumed) return { resumed, keys };
      }
      tell(host, "miner.NotBroughtBack", number, errors.EpochOver({ contract, epoch }));
    } catch (error) {
      tell(host, "miner.NotBroughtBack", number, error);
    }
    return undefined;
  }

  /** Where a contract is, if an epoch of it is over. */
  #presentOf(id: Hex, epoch: number): Promise<Present | undefined> {
    return this.#core.view.read((view, { header: { number } }) => {
      const contract = readState(contracts, view).contracts.get(id);
      if (!contract) return undefined;
      const following = followingEpoch(contract, number, keyRulesIn(view, this.#cluster));
      if (isReleased({ view, number, id, contract, following }, epoch)) return undefined;
      const { epoch: current } = keysAt(contract, number);
      return {
        ...{ contract: id, epoch: current, codeHash: codeOfEpoch(contract, current) },
        generation: generationOf(contract, current),
        agreed: { ...contract.agreed, codeHash: contract.codeHash },
      };
    });
  }
}
