import { encode } from "@pha/codec";
import { NilCertificate } from "@pha/light-client";
import type { Db } from "@pha/service-kit/db";
import { requireEpoch } from "../db/authoring.ts";
import { findFinalizedNumber, insertNilCertificate } from "../db/finality.ts";
import { deleteBlocksAbove } from "../db/undo.ts";
import { errors } from "../errors.ts";
import type { Finality } from "../finality/finality.ts";
import type { Rounds } from "../finality/rounds.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { Heads } from "../ledger/heads.ts";
import type { Pool } from "../pool/pool.ts";
import type { HeadState } from "../state/head-state.ts";
import type { TreeStore } from "../state/tree-store.ts";
import type { ChainTelemetry } from "../telemetry.ts";

export interface UndoDeps {
  readonly db: Db;
  readonly finality: Finality;
  readonly rounds: Rounds;
  readonly heads: Heads;
  readonly head: HeadState;
  readonly tree: TreeStore;
  readonly pool: Pool;
  readonly emitter: Emitter;
  readonly telemetry: ChainTelemetry;
}

/** Takes back what a quorum of validators refused. */
export interface Undo {
  isDue(): boolean;
  /**
   * Rolls back to the newest finalized block. May be called again after a failure, whatever it got done.
   *
   * @throws `chain.Fenced` when another author has taken over.
   */
  perform(epoch: bigint): Promise<void>;
}

/** Part of the author, who is the only one to write blocks and therefore to take them back. */
export function makeUndo(deps: UndoDeps): Undo {
  const { db, finality, rounds, heads, head, tree, pool, emitter, telemetry } = deps;
  /** Memory of the pool has to follow Postgres. */
  let isPoolStale = false;

  async function takeBack(epoch: bigint): Promise<void> {
    const refusal = finality.refusal();
    if (!refusal) return;
    const to = heads.finalized;
    await writeUndo(db, epoch, to.number, refusal.certificate);
    await tree.rewind(to.number);
    const undone = [...heads.unfinalized()];
    head.rewind(to.number);
    heads.rollBack();
    rounds.close(refusal.certificate);
    isPoolStale = true;
    telemetry.blocksUndone(to, undone, refusal);
    emitter.emit("undone", to, undone.map(({ number, hash }) => ({ number, hash })));
    for (const { number, hash, extrinsics } of undone)
      for (const extrinsic of extrinsics)
        emitter.emit("transaction", extrinsic.hash, { type: "retracted", block: { number, hash } });
  }

  return {
    isDue: () => isPoolStale || finality.refusal() !== undefined,
    async perform(epoch) {
      await takeBack(epoch);
      await pool.restore();
      isPoolStale = false;
    },
  };
}

/** In one transaction: the round is closed, its block and all above are gone, their extrinsics wait. */
async function writeUndo(db: Db, epoch: bigint, finalized: number, refused: NilCertificate): Promise<void> {
  const { number, round } = refused;
  await db.transaction(async (tx) => {
    await requireEpoch(tx, epoch);
    if ((await findFinalizedNumber(tx)) !== finalized) throw errors.Fenced({ epoch });
    await insertNilCertificate(tx, { number, round, bytes: encode(NilCertificate, refused) });
    await deleteBlocksAbove(tx, finalized);
  });
}
