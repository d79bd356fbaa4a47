import type { Hex } from "@pha/codec";
import type { Failure, StateSnapshot } from "@pha/contract-engine";
import type { Epoch } from "../key-ring.ts";

/** Newest heights that a contract's execution can be gone on from. */
const keptPoints = 64;

/** What a contract's execution goes on from behind a state height. */
export interface Point {
  /** The code of what follows. */
  readonly codeHash: Hex;
  readonly height: number;
  readonly tag: Hex;
  readonly root: Hex;
  readonly state: StateSnapshot;
  readonly mostBytes: number;
  readonly epochs: readonly Epoch[];
  readonly broken: Failure | undefined;
  /** Receipts that there were. */
  readonly receipts: number;
}

/** The newest heights of one contract. None is a copy: a state is led back from what it is now. */
export class Points {
  #points: Point[] = [];

  note(point: Point): void {
    this.#points.push(point);
    if (this.#points.length > 2 * keptPoints) this.#points = this.#points.slice(-keptPoints);
  }

  at(height: number): Point | undefined {
    return this.#points.findLast((point) => point.height === height);
  }
}
