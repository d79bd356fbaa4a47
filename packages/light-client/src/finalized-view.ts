import type { Hex } from "@pha/codec";
import type { Certificate } from "./certificate.ts";
import type { CertifiedHead, LightClient } from "./client.ts";
import { errors } from "./errors.ts";
import type { Header } from "./header.ts";
import { openWitness, type Witness } from "./proven-state.ts";

/** Brings values and proof of keys at a finalized height. What it brings is checked, never believed. */
export type Prove = (number: number, keys: readonly Hex[]) => Promise<Witness>;

/** Reads over the finalized state of one block. */
interface View {
  get(key: Hex): Uint8Array | undefined;
}

/** A read that needs another key which needs another key … ends here. */
const maxSteps = 16;

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
   * Runs a synchronous read over the state at the head of this moment, fetching and proving the keys it turns out to
   * need. `read` may run several times and must not have effects.
   *
   * @throws `light-client.BadProof`, `NotProven`, `ValueMismatch` when the proofs are not the head's
   */
  async read<T>(read: (state: View, head: CertifiedHead) => T): Promise<T> {
    const { head } = this;
    const values = this.#values;
    for (let step = 0; step < maxSteps; step++) {
      const missing = new Set<Hex>();
      const result = attempt(() => read(recording(values, missing), head), missing);
      if (missing.size === 0) return result as T;
      const keys = [...missing];
      const proven = openWitness(head.header.stateRoot, await this.#prove(head.header.number, keys));
      for (const key of keys) values.set(key, proven.get(key));
    }
    throw errors.NotProven({ steps: maxSteps });
  }
}

/** Reads known values; of an unknown one it notes the key and says "absent", so that one pass finds several. */
const recording = (values: ReadonlyMap<Hex, Uint8Array | undefined>, missing: Set<Hex>): View => ({
  get(key) {
    if (!values.has(key)) missing.add(key);
    return values.get(key);
  },
});

/** What a read made of values that are not there yet is no result, be it a value or an error. */
function attempt<T>(read: () => T, missing: ReadonlySet<Hex>): T | undefined {
  try {
    return read();
  } catch (error) {
    if (missing.size === 0) throw error;
    return undefined;
  }
}
