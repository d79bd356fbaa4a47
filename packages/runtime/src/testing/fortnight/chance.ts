import { utf8 } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";

/** Numbers by chance that are the same whenever they are drawn from one seed. */
export class Chance {
  private readonly seed: string;
  private drawn = 0;

  constructor(seed: string) {
    this.seed = seed;
  }

  /** A whole number from 0 up to before `bound`. */
  below(bound: number): number {
    const hash = blake2b256(utf8(`${this.seed} ${this.drawn++}`));
    return new DataView(hash.buffer, hash.byteOffset).getUint32(0) % bound;
  }

  /** Whether something happens that does once in so many times. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}
