import { concat, u32be } from "@pha/codec";
import { sha256 } from "@pha/crypto";

/** Bytes drawn one after another from a 32-byte seed: SHA-256(seed ‖ u32 counter), cut where asked. */
export class RandomStream {
  readonly #seed: Uint8Array;
  #counter = 0;

  constructor(seed: Uint8Array) {
    this.#seed = seed;
  }

  take(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let offset = 0; offset < length; offset += 32) {
      const block = sha256(concat(this.#seed, u32be(this.#counter++)));
      bytes.set(block.subarray(0, Math.min(32, length - offset)), offset);
    }
    return bytes;
  }
}
