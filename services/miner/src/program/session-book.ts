import type { Hex } from "@pha/codec";

/** Sessions of a worker, of one caller, and of all callers that the ledger does not know together. */
export interface SessionBounds {
  readonly most: number;
  readonly mostOfCaller: number;
  readonly mostAnonymous: number;
}

const usual: SessionBounds = { most: 4_096, mostOfCaller: 64, mostAnonymous: 512 };

/** What the book looks at of a session. */
export interface Booked {
  /** The account whose it is, if the ledger knows it. */
  readonly account: Hex | undefined;
}

/** The sessions of a worker: where there is no room, the one that was not used for the longest makes it. */
export class SessionBook<S extends Booked> {
  readonly #bounds: SessionBounds;
  /** In order of use, least recent first. */
  readonly #all = new Map<Hex, S>();
  /** The same by account, with one lane for all that have none. */
  readonly #lanes = new Map<string, Set<Hex>>();

  constructor(bounds: SessionBounds = usual) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#all.size;
  }

  get(id: Hex): S | undefined {
    return this.#all.get(id);
  }

  /** The session of this name was used last. */
  touch(id: Hex): void {
    const session = this.#all.get(id);
    if (session === undefined) return;
    this.#all.delete(id);
    this.#all.set(id, session);
    const lane = this.#laneOf(session);
    lane.delete(id);
    lane.add(id);
  }

  /** Ends those that nobody has used since, from the one that was not for the longest. */
  endWhile(isOver: (session: S) => boolean): void {
    for (const [id, session] of this.#all) {
      if (!isOver(session)) return;
      this.end(id);
    }
  }

  add(id: Hex, session: S): void {
    const { most, mostOfCaller, mostAnonymous } = this.#bounds;
    const lane = this.#laneOf(session);
    const [leastOfLane] = lane;
    if (leastOfLane !== undefined && lane.size >= (session.account === undefined ? mostAnonymous : mostOfCaller))
      this.end(leastOfLane);
    const [least] = this.#all.keys();
    if (least !== undefined && this.#all.size >= most) this.end(least);
    this.#all.set(id, session);
    this.#laneOf(session).add(id);
  }

  end(id: Hex): void {
    const session = this.#all.get(id);
    if (session === undefined) return;
    this.#all.delete(id);
    const lane = this.#laneOf(session);
    lane.delete(id);
    if (lane.size === 0) this.#lanes.delete(session.account ?? "");
  }

  #laneOf({ account = "" as const }: { readonly account?: Hex | "" | undefined }): Set<Hex> {
    const known = this.#lanes.get(account);
    if (known) return known;
    const lane = new Set<Hex>();
    this.#lanes.set(account, lane);
    return lane;
  }
}
