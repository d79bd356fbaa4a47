import type { Hex } from "@pha/codec";
import type { StateView } from "./view.ts";

type Layer = Map<Hex, Uint8Array | undefined>;

/** Writes over a view, in nested transactions. A value of `undefined` is a deletion. */
export class Overlay implements StateView {
  /** Every key that was read from the view below: with {@link changes}, what a witness must cover. */
  readonly reads = new Set<Hex>();
  /** Reads in their order, so that the newest can be forgotten. */
  private readonly readOrder: Hex[] = [];
  private readonly base: StateView;
  private readonly layers: [Layer, ...Layer[]] = [new Map()];

  constructor(base: StateView) {
    this.base = base;
  }

  get(key: Hex): Uint8Array | undefined {
    for (let depth = this.layers.length - 1; depth >= 0; depth--) {
      const layer = this.layers[depth] as Layer;
      const value = layer.get(key);
      if (value !== undefined || layer.has(key)) return value;
    }
    const value = this.base.get(key);
    const known = this.reads.size;
    this.reads.add(key);
    if (this.reads.size > known) this.readOrder.push(key);
    return value;
  }

  put(key: Hex, value: Uint8Array | undefined): void {
    this.top.set(key, value);
  }

  /** Runs `body`; if it throws, everything it wrote is forgotten and the error passes on. */
  transaction<T>(body: () => T): T {
    const depth = this.layers.push(new Map()) - 1;
    try {
      const result = body();
      const layer = this.layers[depth] as Layer;
      const below = this.layers[depth - 1] as Layer;
      for (const [key, value] of layer) below.set(key, value);
      return result;
    } finally {
      this.layers.length = depth;
    }
  }

  /** Runs `body` in a transaction; if it throws, what it read is forgotten too, as if it had never been tried. */
  attempt<T>(body: () => T): T {
    const known = this.readOrder.length;
    try {
      return this.transaction(body);
    } catch (error) {
      for (const key of this.readOrder.splice(known)) this.reads.delete(key);
      throw error;
    }
  }

  /** Written values, in no order that matters. Only complete outside of transactions. */
  changes(): ReadonlyMap<Hex, Uint8Array | undefined> {
    return this.layers[0];
  }

  private get top(): Layer {
    return this.layers[this.layers.length - 1] as Layer;
  }
}
