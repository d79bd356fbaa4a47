import { decode } from "@pha/codec";
import { Header } from "@pha/light-client";
import type { Db } from "@pha/service-kit/db";
import { findCourse, listWritten } from "../db/follow.ts";
import { errors } from "../errors.ts";
import { advance, finalize, type Memory, rollBack } from "./memory.ts";

/** Blocks that are read at a time. */
const BATCH = 16;
/** Of so many blocks all changes are there: the shortest history that is kept. */
const KEPT = 256;

export interface CatchUpDeps extends Memory {
  readonly db: Db;
}

/**
 * Brings memory to where the database is at the time of the call or later, whoever wrote there, one event after the
 * other as if it had been there. Not for the leader, whose own commits memory follows at once.
 *
 * @throws `chain.OtherHistory` when what was finalized is not there any more.
 */
export function makeCatchUp(deps: CatchUpDeps): () => Promise<void> {
  const { db, heads, head, tree, pool } = deps;
  let running = Promise.resolve();
  let next: Promise<void> | undefined;

  /** Whether there may be more. */
  async function step(): Promise<boolean> {
    const { course, written } = await read();
    if (course.hashes.get(heads.finalized.number) !== heads.finalized.hash || course.finalized < heads.finalized.number)
      throw errors.OtherHistory({ number: heads.finalized.number, hash: heads.finalized.hash });
    for (const block of [...heads.unfinalized()]) {
      if (course.hashes.get(block.number) !== block.hash) {
        await rollBack(deps);
        await pool.following.restore();
        return true;
      }
      if (block.number <= course.finalized) finalize(deps, block);
    }
    for (const { header: bytes, ...block } of written) {
      const advanced = advance(deps, { ...block, header: decode(Header, bytes), givenUp: [] });
      if (advanced.number <= course.finalized) finalize(deps, advanced);
    }
    return written.length === BATCH;
  }

  /** All as of one moment. */
  const read = () =>
    db.transaction(
      async (tx) => ({
        course: await findCourse(tx, heads.finalized.number),
        written: await listWritten(tx, heads.best.number, BATCH),
      }),
      { isolationLevel: "repeatable read", accessMode: "read only" },
    );

  async function catchUp(): Promise<void> {
    const from = heads.best.number;
    while (await step());
    if (heads.best.number - from > KEPT) head.rewind(heads.best.number);
    if (tree.height !== heads.best.number) await tree.rewind(heads.best.number);
    await pool.following.renew();
  }

  // A request that comes while one pass is under way is served by the pass after it.
  return () => {
    next ??= running.then(() => {
      const pass = catchUp();
      running = pass.catch(() => {});
      next = undefined;
      return pass;
    });
    return next;
  };
}
