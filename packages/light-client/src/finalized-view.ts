import type { Hex } from "@pha/codec";
import type { Certificate } from "./certificate.ts";
import type { CertifiedHead, LightClient } from "./client.ts";
import type { Header } from "./header.ts";
import { type LazyView, lazyRead } from "./lazy-read.ts";
import { openWitness, type Witness } from "./proven-state.ts";

/** Brings values and proof of keys at a finalized height. What it brings is checked, never believed. */
export type Prove = (number: number, keys: readonly Hex[]) => Promise<Witness>;

/** The finalized state behind a light client: read it as if it were here, and every value comes with its proof. */
export class FinalizedView {
  readonly client: LightClient;
  readonly #prove: Prove;
  #values = new Map<Hex, Uint8Array | undefined>();

  constructor(client: LightClient, prove: Prove) {
    this.client = client;
    this.#prove = prove;
  }

  get head(): CertifiedHead {
    return this.client.head;
  }

  /**
   * Takes a newer finalized block; one that is known or older changes nothing.
   *
   * @throws what {@link LightClient.accept} throws
   */
  advance(header: Header, certificate: Certificate): void {
    if (header.number <= this.head.header.number) return;
    this.client.accept(header, certificate);
    this.#values = new Map();
  }

  /**
   * Runs a synchronous read over the state at the head of this moment, proving every key it turns out to need.
   * `read` may run several times and must not have effects.
   *
   * @throws `light-client.BadProof`, `NotProven`, `ValueMismatch` when the proofs are not the head's
   */
  read<T>(read: (state: LazyView, head: CertifiedHead) => T): Promise<T> {
    const { head } = this;
    const load = async (keys: readonly Hex[]) => {
      const proven = openWitness(head.header.stateRoot, await this.#prove(head.header.number, keys));
      return new Map(keys.map((key) => [key, proven.get(key)]));
    };
    return lazyRead(this.#values, load, (state) => read(state, head));
  }
}
