import type { Hex } from "@pha/codec";
import { type Abi, abiOf } from "@pha/contract-engine/abi";
import { readState } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import type { Follower } from "../ledger/follower.ts";

/** Codes whose ABI is remembered; then all are read anew. */
const maxKnown = 256;

/** ABIs by code hash. They are read from the code itself, proven: nobody else's word is taken for them. */
export class Abis {
  readonly #follower: Follower;
  #known = new Map<Hex, Promise<Abi | undefined>>();

  constructor(follower: Follower) {
    this.#follower = follower;
  }

  /**
   * The ABI of a code; `undefined` when it carries none that is understood.
   *
   * @throws `Contracts.UnknownCode`, and `light-client` errors for proofs that do not hold
   */
  get(codeHash: Hex): Promise<Abi | undefined> {
    const known = this.#known.get(codeHash);
    if (known) return known;
    if (this.#known.size >= maxKnown) this.#known = new Map();
    const reading = this.#read(codeHash);
    this.#known.set(codeHash, reading);
    reading.catch(() => this.#known.delete(codeHash));
    return reading;
  }

  async #read(codeHash: Hex): Promise<Abi | undefined> {
    const code = await this.#follower.view.read((state) => readState(contracts, state).code.get(codeHash));
    if (!code) throw contracts.errors.UnknownCode({ codeHash });
    return abiOf(code);
  }
}
