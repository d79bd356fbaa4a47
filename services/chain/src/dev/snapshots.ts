import { randomBytes } from "node:crypto";
import { type CodedError, decode, type Hex, toHex } from "@pha/codec";
import { type Header, ValidatorSet, validatorSetKey } from "@pha/light-client";
import { type Db, dbError } from "@pha/service-kit/db";
import type { BlockClock } from "../author/block-clock.ts";
import type { Chore } from "../author/chore.ts";
import { requireEpoch } from "../db/authoring.ts";
import { type Accepted, listWaiting } from "../db/pool.ts";
import { listStateValues } from "../db/state-values.ts";
import { returnTo } from "../db/undo.ts";
import type { Finality } from "../finality/finality.ts";
import type { Heads } from "../heads/heads.ts";
import type { HistoryWindow } from "../history/window.ts";
import type { Lease } from "../lease/lease.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { BlockRef } from "../ledger/ledger.ts";
import type { Pool } from "../pool/pool.ts";
import type { HeadState } from "../state/head-state.ts";
import type { TreeStore } from "../state/tree-store.ts";
import { errors } from "./errors.ts";

/** Snapshots that are kept; the oldest goes for another. */
const MAX_SNAPSHOTS = 100;

/** The ledger as it was: a block, what waited then, and the clock. */
interface Snapshot {
  readonly id: Hex;
  readonly block: BlockRef & { readonly header: Header };
  readonly waiting: readonly Accepted[];
  readonly aheadMs: bigint;
}

interface Job {
  readonly work: (lease: Lease) => Promise<void>;
  readonly fail: (error: unknown) => void;
}

export interface SnapshotDeps {
  readonly db: Db;
  readonly finality: Finality;
  readonly heads: Heads;
  readonly head: HeadState;
  readonly tree: TreeStore;
  readonly pool: Pool;
  readonly emitter: Emitter;
  readonly clock: BlockClock;
  readonly window: HistoryWindow;
}

/**
 * Takes the ledger back to where it was, finalized blocks and all: only where no validator remembers them. The author
 * does it between two blocks. Snapshots live as long as the process.
 */
export class Snapshots implements Chore {
  readonly #deps: SnapshotDeps;
  readonly #jobs: Job[] = [];
  #snapshots: Snapshot[] = [];
  #onDue: () => void = () => {};

  constructor(deps: SnapshotDeps) {
    this.#deps = deps;
  }

  onDue(listener: () => void): void {
    this.#onDue = listener;
  }

  /** Remembers the ledger as it is. */
  take(): Promise<Hex> {
    return this.#inTurn(async () => {
      const { db, heads, clock } = this.#deps;
      const id = toHex(randomBytes(8));
      const waiting = (await listWaiting(db)).map(({ hash, bytes }) => ({ hash, bytes, verifiedAt: null }));
      this.#snapshots.push({ id, block: heads.best, waiting, aheadMs: clock.aheadMs });
      this.#keep(this.#snapshots.slice(-MAX_SNAPSHOTS));
      return id;
    });
  }

  /**
   * Returns to a snapshot, and forgets it with those taken after it.
   *
   * @throws `chain-dev.NoSuchSnapshot`
   */
  revert(id: Hex): Promise<BlockRef> {
    return this.#inTurn(async (lease) => {
      const at = this.#snapshots.findIndex((snapshot) => snapshot.id === id);
      const snapshot = this.#snapshots[at];
      if (!snapshot) throw errors.NoSuchSnapshot({ id });
      await this.#return(snapshot, lease);
      this.#keep(this.#snapshots.slice(0, at));
      return { number: snapshot.block.number, hash: snapshot.block.hash };
    });
  }

  isDue(): boolean {
    return this.#jobs.length > 0;
  }

  /** Repeats the step that an absent database interrupted: memory follows Postgres in any case. */
  async perform(lease: Lease): Promise<void> {
    const [job] = this.#jobs;
    try {
      await job?.work(lease);
    } catch (error) {
      const coded = error as Partial<CodedError>;
      if (dbError(error)?.kind === "unavailable" || coded.kind === "unavailable") throw error;
      job?.fail(error);
    }
    this.#jobs.shift();
  }

  #keep(snapshots: Snapshot[]): void {
    this.#snapshots = snapshots;
    // They are in the order of their blocks: what comes after the one returned to is forgotten.
    this.#deps.window.hold(snapshots[0]?.block.number);
  }

  #inTurn<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#jobs.push({ work: async (lease) => resolve(await work(lease)), fail: reject });
      this.#onDue();
    });
  }

  async #return({ block, waiting, aheadMs }: Snapshot, { epoch }: Lease): Promise<void> {
    const { db, finality, heads, head, tree, pool, emitter, clock } = this.#deps;
    await finality.settle();
    const undone: BlockRef[] = [];
    for (let number = heads.best.number; number > block.number; number--) {
      const hash = heads.find(number)?.hash;
      if (hash) undone.unshift({ number, hash });
    }
    await db.transaction(async (tx) => {
      await requireEpoch(tx, epoch);
      await returnTo(tx, block.number, waiting);
    });
    await tree.rewind(block.number);
    head.rewind(block.number);
    heads.returnTo(block);
    clock.aheadMs = aheadMs;
    const state = await listStateValues(db, block.number, [validatorSetKey]);
    finality.returnTo(decode(ValidatorSet, state.get(validatorSetKey) ?? new Uint8Array()));
    emitter.emit("undone", { number: block.number, hash: block.hash }, undone);
    await pool.following.restore();
  }
}
