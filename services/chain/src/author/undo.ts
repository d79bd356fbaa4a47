import { encode } from "@pha/codec";
import { NilCertificate } from "@pha/light-client";
import type { Db } from "@pha/service-kit/db";
import { requireEpoch } from "../db/authoring.ts";
import { findFinalizedNumber, insertNilCertificate } from "../db/finality.ts";
import { deleteBlocksAbove } from "../db/undo.ts";
import { errors } from "../errors.ts";
import type { Finality } from "../finality/finality.ts";
import { type Memory, rollBack } from "../memory/memory.ts";
import type { Rounds } from "../votes/rounds.ts";
import type { Refusal } from "../votes/vote-box.ts";
import type { Chore } from "./chore.ts";
import type { OffenderSearch } from "./offender-search.ts";

export interface UndoDeps extends Memory {
  readonly db: Db;
  readonly finality: Finality;
  readonly rounds: Rounds;
  readonly search: OffenderSearch;
}

/** Takes back what a quorum of validators refused. */
export function makeUndo(deps: UndoDeps): Chore {
  const { finality } = deps;
  return {
    isDue: () => finality.refusal() !== undefined,
    perform: ({ epoch }) => undo(deps, epoch, finality.refusal()),
  };
}

/**
 * Goes back to the newest finalized block: Postgres in one transaction, then memory; what was in the blocks waits again,
 * if its signature still holds.
 *
 * @param refusal closes the round; none when the blocks were never the validators' to refuse.
 */
export async function undo(
  deps: Omit<UndoDeps, "finality">,
  epoch: bigint,
  refusal: Refusal | undefined,
): Promise<void> {
  const { db, rounds, search, heads, pool, telemetry } = deps;
  const to = heads.finalized;
  await writeUndo(db, epoch, to.number, refusal?.certificate);
  const undone = await rollBack(deps);
  if (refusal) {
    rounds.close(refusal.certificate);
    search.refused(undone[0]?.extrinsics.map(({ hash }) => hash) ?? []);
  } else search.restart();
  telemetry.blocksUndone(to, undone, refusal);
  await pool.following.restore();
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
