import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import { codeHashOf, codeOfEpoch, contracts, keysAt } from "@pha/runtime/program";
import { errors } from "../errors.ts";
import { type EpochKeys, type Keyed, keysAtOnce, obtainKeys } from "./contract-keys.ts";
import { generationIn } from "./generations.ts";
import { type Keyless, KeyTurns } from "./key-turns.ts";

/** A contract whose keys of an epoch are wanted; if it is new, its first epoch and code, and the keys that are current. */
export interface Wanted extends Keyed, Keyless {
  readonly isNew: boolean;
}

/** What is asked for: keys of an epoch, which are of this generation of the master key. */
interface Asked extends Keyed {
  readonly generation: number;
}

/** What was wanted and came. */
export interface Ready {
  readonly contract: Wanted;
  readonly keys: EpochKeys;
}

/**
 * Asks for the keys of contracts, beside everything else: whatever gatekeepers do, only these
 * contracts wait. One go at a time; in a go, requests for several contracts each.
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

  /** Begins to ask for some of what is wanted, one epoch of a contract, unless a go is under way. */
  want(contracts: readonly Wanted[]): void {
    if (this.#isAsking) return;
    const next = this.#turns.next(contracts.filter(({ contract }) => !this.#ready.has(contract)));
    if (next.length > 0) this.#asked = this.#go(next);
  }

  async #go(next: readonly Wanted[]): Promise<boolean> {
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

  /**
   * Of new contracts the current keys, which a checkpoint goes on with; older ones are asked for where they are lacked. With
   * the generation of the master key of which they are.
   */
  #current(wanted: readonly Wanted[]): Promise<readonly Asked[]> {
    return this.#core.view.read((view, { header: { number } }) =>
      wanted.map((one) => {
        const record = one.isNew ? readState(contracts, view).contracts.get(one.contract) : undefined;
        const epoch = record ? keysAt(record, number).epoch : one.epoch;
        const codeHash = record ? codeOfEpoch(record, epoch) : one.codeHash;
        return { ...one, epoch, codeHash, generation: generationIn(view, number, one.contract, epoch) };
      }),
    );
  }

  /** Asks for several contracts of one generation together; if that is refused, for each alone: the trouble may be with one of them. */
  async #askFor(wanted: readonly Wanted[]): Promise<void> {
    let got = 0;
    try {
      const asked = await this.#current(wanted);
      const [{ generation }] = asked as [Asked];
      const isFirst = (i: number) => asked[i]?.generation === generation;
      const parted = [wanted.filter((_, i) => isFirst(i)), wanted.filter((_, i) => !isFirst(i))];
      if (parted[1]?.length) return void (await Promise.all(parted.map((some) => this.#askFor(some))));
      for await (const keys of obtainKeys(this.#core, { cluster: this.#cluster, generation }, asked)) {
        const contract = wanted[got] as Wanted;
        this.#ready.set(contract.contract, { contract, keys });
        got++;
      }
    } catch (error) {
      if (wanted.length > 1) await Promise.all(wanted.slice(got).map((one) => this.#askFor([one])));
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
