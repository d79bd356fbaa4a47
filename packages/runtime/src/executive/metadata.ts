import { concat, toHex } from "@pha/codec";
import {
  type AnyPallet,
  type ConstantSpec,
  encodeConstant,
  encodeMetadata,
  type MetadataVersion,
  type RuntimeSpec,
  type StateView,
} from "@pha/frame";

/** Metadata as it was made last, and the constants of the network that it was made for. */
interface Made {
  readonly constants: string;
  readonly bytes: Uint8Array;
}

/** Makes a runtime's metadata, anew only where the state's constants are others: they seldom are. */
export class MetadataMaker {
  readonly #spec: RuntimeSpec;
  readonly #ofState: readonly ConstantSpec[];
  readonly #made = new Map<MetadataVersion, Made>();

  constructor(spec: RuntimeSpec) {
    this.#spec = spec;
    this.#ofState = spec.pallets.flatMap(({ constants }: AnyPallet) =>
      Object.values<ConstantSpec>(constants).filter(({ value }) => typeof value === "function"),
    );
  }

  make(version: MetadataVersion, state: StateView): Uint8Array {
    const constants = toHex(concat(...this.#ofState.map((spec) => encodeConstant(spec, state))));
    const before = this.#made.get(version);
    if (before?.constants === constants) return before.bytes;
    const bytes = encodeMetadata(this.#spec, version, state);
    this.#made.set(version, { constants, bytes });
    return bytes;
  }
}
