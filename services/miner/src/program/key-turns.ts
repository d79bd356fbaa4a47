import type { Hex } from "@pha/codec";

/** Contracts whose keys are asked for in one go: each costs pairings. */
const mostAtOnce = 16;
/** While no keys at all are to be had, they are asked for every so many times at least. */
const longestRest = 32;

/** A contract that waits for its keys. */
export interface Keyless {
  readonly contract: Hex;
  readonly deployer: Hex;
}

/**
 * Which contracts' keys are asked for next: of those that were refused least, each deployer's first, then each one's second.
 * Neither who instantiates many nor what has no keys holds up the others. While nothing is to be had, those that were
 * refused rest ever longer; new ones are asked for at once.
 */
export class KeyTurns {
  /** How often keys were asked for in vain, of contracts that wait for them. */
  readonly #inVain = new Map<Hex, number>();
  /** Goes in a row that got no keys, and goes to come in which those that were refused rest. */
  #failures = 0;
  #rest = 0;

  /** @param waiting - in the order of their making */
  next<C extends Keyless>(waiting: readonly C[]): readonly C[] {
    const all = this.#inOrder(waiting);
    if (this.#rest === 0) return all.slice(0, mostAtOnce);
    this.#rest--;
    return all.filter(({ contract }) => !this.#inVain.has(contract)).slice(0, mostAtOnce);
  }

  /** Takes note of what came of the {@link next} ones; whether there were any keys. */
  note(asked: readonly Keyless[], got: readonly boolean[]): boolean {
    for (const [i, { contract }] of asked.entries())
      if (got[i]) this.#inVain.delete(contract);
      else this.#inVain.set(contract, (this.#inVain.get(contract) ?? 0) + 1);
    const isAny = got.includes(true);
    this.#failures = isAny ? 0 : this.#failures + 1;
    if (this.#failures > 1) this.#rest = Math.min(longestRest, 2 ** (this.#failures - 2));
    return isAny;
  }

  #inOrder<C extends Keyless>(waiting: readonly C[]): readonly C[] {
    const counts = new Map<Hex, number>();
    return waiting
      .map((value) => {
        const turn = counts.get(value.deployer) ?? 0;
        counts.set(value.deployer, turn + 1);
        return { value, turn, inVain: this.#inVain.get(value.contract) ?? 0 };
      })
      .sort((a, b) => a.inVain - b.inVain || a.turn - b.turn)
      .map(({ value }) => value);
  }
}
