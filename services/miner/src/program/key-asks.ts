import type { Hex } from "@pha/codec";
import type { Core } from "@pha/program-kit";
import { codeHashOf } from "@pha/runtime/program";
import { errors } from "../errors.ts";
import { type ContractKeys, keysAtOnce, obtainKeys } from "./contract-keys.ts";
import type { Instantiated } from "./contract-lane.ts";
import { KeyTurns } from "./key-turns.ts";

/** A new contract, and all that it takes to run it. */
export interface Ready {
  readonly contract: Instantiated;
  readonly code: Uint8Array;
  readonly keys: ContractKeys;
}

/**
 * Asks for the code and the keys of new contracts, beside everything else: whatever gatekeepers do, only these contracts
 * wait. One go at a time; in a go, requests for several contracts each.
 */
export class KeyAsks {
  readonly #core: Core;
  readonly #cluster: number;
  readonly #onReady: () => void;
  readonly #turns = new KeyTurns();
  readonly #ready = new Map<Hex, Ready>();
  #isAsking = false;
  #isInVain = false;
  #asked: Promise<boolean> = Promise.resolve(false);

  /** @param onReady - called when there is something to {@link take} */
  constructor(core: Core, cluster: number, onReady: () => void) {
    this.#core = core;
    this.#cluster = cluster;
    this.#onReady = onReady;
  }

  /** The end of the newest go: whether it got any keys. */
  get asked(): Promise<boolean> {
    return this.#asked;
  }

  /** Whether the last go that ended got none. */
  get isInVain(): boolean {
    return this.#isInVain;
  }

  /** What keys came for, once. */
  take(): readonly Ready[] {
    const ready = [...this.#ready.values()];
    this.#ready.clear();
    return ready;
  }

  /** Begins to ask for some of the new contracts, given in ledger order, unless a go is under way. */
  want(contracts: readonly Instantiated[]): void {
    if (this.#isAsking) return;
    const next = this.#turns.next(contracts.filter(({ contract }) => !this.#ready.has(contract)));
    if (next.length > 0) this.#asked = this.#go(next);
  }

  async #go(next: readonly Instantiated[]): Promise<boolean> {
    this.#isAsking = true;
    const pages: Promise<void>[] = [];
    for (let from = 0; from < next.length; from += keysAtOnce)
      pages.push(this.#askFor(next.slice(from, from + keysAtOnce)));
    await Promise.all(pages);
    const got = next.map(({ contract }) => this.#ready.has(contract));
    this.#isAsking = false;
    const isAny = this.#turns.note(next, got);
    this.#isInVain = !isAny;
    if (isAny) this.#onReady();
    return isAny;
  }

  /** Asks for several contracts together; if that is refused, for each alone: the trouble may be with one of them. */
  async #askFor(contracts: readonly Instantiated[]): Promise<void> {
    let got = 0;
    try {
      for await (const keys of obtainKeys(this.#core, this.#cluster, contracts)) {
        const contract = contracts[got] as Instantiated;
        const code = await findCode(this.#core, contract.codeHash);
        this.#ready.set(contract.contract, { contract, code, keys });
        got++;
      }
    } catch (error) {
      if (contracts.length > 1) await Promise.all(contracts.slice(got).map((one) => this.#askFor([one])));
      else if (!errors.KeysUnavailable.is(error)) this.#core.host.log("miner.ContractNotOpened");
    }
  }
}

/**
 * A contract's code, as the host brings it.
 *
 * @throws `miner.WrongCode`
 */
export async function findCode(core: Core, codeHash: Hex): Promise<Uint8Array> {
  const code = await core.ask({ type: "Code", value: codeHash });
  if (codeHashOf(code) !== codeHash) throw errors.WrongCode({ codeHash });
  return code;
}
