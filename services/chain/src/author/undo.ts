import { encode } from "@pha/codec";
import { NilCertificate } from "@pha/light-client";
import type { Db } from "@pha/service-kit/db";
import { requireEpoch } from "../db/authoring.ts";
import { findFinalizedNumber, insertNilCertificate } from "../db/finality.ts";
import { deleteBlocksAbove } from "../db/undo.ts";
import { errors } from "../errors.ts";
import type { Finality } from "../finality/finality.ts";
import type { Rounds } from "../finality/rounds.ts";
import type { Refusal } from "../finality/vote-box.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { Heads } from "../ledger/heads.ts";
import type { Pool } from "../pool/pool.ts";
import type { Runtimes } from "../runtimes.ts";
import type { HeadState } from "../state/head-state.ts";
import type { TreeStore } from "../state/tree-store.ts";
import type { ChainTelemetry } from "../telemetry.ts";
import type { Chore } from "./chore.ts";
import type { OffenderSearch } from "./offender-search.ts";

export interface UndoDeps {
  readonly db: Db;
  readonly finality: Finality;
  readonly rounds: Rounds;
  readonly heads: Heads;
  readonly head: HeadState;
  readonly tree: TreeStore;
  readonly runtimes: Runtimes;
  readonly pool: Pool;
  readonly search: OffenderSearch;
  readonly emitter: Emitter;
  readonly telemetry: ChainTelemetry;
}

/** Takes back what a quorum of validators refused. */
export function makeUndo(deps: UndoDeps): Chore {
  const { finality, pool } = deps;
  /** Memory of the pool has to follow Postgres. */
  let isPoolStale = false;

  return {
    isDue: () => isPoolStale || finality.refusal() !== undefined,
    async perform({ epoch }) {
      const refusal = finality.refusal();
      if (refusal) {
        isPoolStale = true;
        await undo(deps, epoch, refusal);
      }
      await pool.restore();
      isPoolStale = false;
    },
  };
}

/**
 * Goes back to the newest finalized block: Postgres in one transaction, then memory all at once, except for the pool,
 * which has to be restored.
 *
 * @param refusal closes the round; none when the blocks were never the validators' to refuse.
 */
export async function undo(
  { db, rounds, heads, head, tree, runtimes, search, emitter, telemetry }: Omit<UndoDeps, "finality" | "pool">,
  epoch: bigint,
  refusal: Refusal | undefined,
): Promise<void> {
  const to = heads.finalized;
  await writeUndo(db, epoch, to.number, refusal?.certificate);
  await tree.rewind(to.number);
  const undone = [...heads.unfinalized()];
  head.rewind(to.number);
  heads.rollBack();
  if (refusal) {
    rounds.close(refusal.certificate);
    search.refused(undone[0]?.extrinsics.map(({ hash }) => hash) ?? []);
  } else search.restart();
  telemetry.blocksUndone(to, undone, refusal);
  emitter.emit(
    "undone",
    to,
    undone.map(({ number, hash }) => ({ number, hash })),
  );
  for (const { number, hash, extrinsics } of undone)
    for (const extrinsic of extrinsics)
      emitter.emit("transaction", extrinsic.hash, { type: "retracted", block: { number, hash } });
  await runtimes.refresh();
}

/** The round is closed, its block and all above are gone, their extrinsics wait; or nothing has happened. */
async function writeUndo(db: Db, epoch: bigint, finalized: number, refused: NilCertificate | undefined): Promise<void> {
  await db.transaction(async (tx) => {
    await requireEpoch(tx, epoch);
    if ((await findFinalizedNumber(tx)) !== finalized) throw errors.Fenced({ epoch });
    if (refused) await insertNilCertificate(tx, { ...refused, bytes: encode(NilCertificate, refused) });
    await deleteBlocksAbove(tx, finalized);
  });
}
