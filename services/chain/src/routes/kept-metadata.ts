import { equalBytes, type Json, type JsonContext } from "@pha/codec";
import { describePallet, type MetadataVersion } from "@pha/frame";
import type { Runtime } from "@pha/runtime";
import type { StateAt } from "../ledger/ledger.ts";
import { computed } from "../ledger/read-budget.ts";

/** The state whose runtime and constants are told. */
type Told = Pick<StateAt, "runtime" | "read">;

interface Encoded {
  readonly version: number;
  readonly bytes: Uint8Array;
}

/** What is told of a runtime, the same object again until a state has other constants: so it is written once. */
export class KeptMetadata {
  readonly #encoded = new WeakMap<Runtime, Map<MetadataVersion, Encoded>>();
  readonly #described = new WeakMap<Encoded, Json[]>();

  /** In SCALE. */
  async encoded(state: Told, version: MetadataVersion): Promise<Encoded> {
    const runtime = await state.runtime();
    const kept = this.#encoded.get(runtime) ?? new Map<MetadataVersion, Encoded>();
    this.#encoded.set(runtime, kept);
    return state.read((view) =>
      computed(() => {
        const bytes = runtime.metadata(version, view);
        const before = kept.get(version);
        if (before && equalBytes(before.bytes, bytes)) return before;
        const made = { version, bytes };
        kept.set(version, made);
        return made;
      }),
    );
  }

  /** In JSON. */
  async described(state: Told, context: JsonContext): Promise<Json[]> {
    const { pallets } = await state.runtime();
    const encoded = await this.encoded(state, 16);
    return state.read((view) =>
      computed(() => {
        const describe = () => pallets.map((pallet) => describePallet(pallet, context, view) as unknown as Json);
        const described = this.#described.get(encoded) ?? describe();
        this.#described.set(encoded, described);
        return described;
      }),
    );
  }
}
