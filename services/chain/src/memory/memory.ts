import type { Hex } from "@pha/codec";
import { type Header, headerHash } from "@pha/light-client";
import type { Heads, UnfinalizedBlock } from "../heads/heads.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type { GivenUp } from "../pool/given-up.ts";
import type { Pool } from "../pool/pool.ts";
import type { HeadState } from "../state/head-state.ts";
import type { Runtimes } from "../state/runtimes.ts";
import type { Transition, TreeStore } from "../state/tree-store.ts";
import type { ChainTelemetry } from "../telemetry.ts";

/** A replica's copy of the database in memory; it follows each transaction that is committed there. */
export interface Memory {
  readonly head: HeadState;
  readonly tree: TreeStore;
  readonly runtimes: Runtimes;
  readonly heads: Heads;
  readonly pool: Pool;
  readonly emitter: Emitter;
  readonly telemetry: ChainTelemetry;
}

export interface CommittedBlock {
  readonly header: Header;
  readonly extrinsics: readonly { readonly hash: Hex; readonly ok: boolean }[];
  readonly changes: ReadonlyMap<Hex, Uint8Array | undefined>;
  readonly givenUp: readonly GivenUp[];
  /** Known to whoever has executed it. The others take up the tree where it is, once they need it. */
  readonly transition?: Transition;
}

/** A block is committed: memory follows, all at once. */
export function advance(memory: Memory, block: CommittedBlock): UnfinalizedBlock {
  const { head, tree, runtimes, heads, pool, emitter, telemetry } = memory;
  const { header, extrinsics, changes, givenUp, transition } = block;
  const { number } = header;
  const hash = headerHash(header);
  const unfinalized: UnfinalizedBlock = { number, hash, header, extrinsics };
  head.advance(number, changes);
  if (transition) tree.advance(number, transition);
  runtimes.advance(number, changes);
  heads.advance(unfinalized);
  pool.following.advance(
    extrinsics.map((extrinsic) => extrinsic.hash),
    givenUp,
  );
  telemetry.headMoved(number);
  emitter.emit("block", { number, hash, header, changes });
  for (const [index, { hash: included, ok }] of extrinsics.entries())
    emitter.emit("transaction", included, { type: "inBlock", block: { number, hash }, index, ok });
  return unfinalized;
}

/** The certificate of the oldest block that waits is stored. */
export function finalize(
  { heads, emitter, telemetry }: Pick<Memory, "heads" | "emitter" | "telemetry">,
  block: UnfinalizedBlock,
): void {
  const { number, hash, extrinsics } = block;
  heads.finalize(block);
  telemetry.blockFinalized(block);
  emitter.emit("finalized", { number, hash });
  for (const [index, extrinsic] of extrinsics.entries())
    emitter.emit("transaction", extrinsic.hash, {
      type: "finalized",
      block: { number, hash },
      index,
      ok: extrinsic.ok,
    });
}

/** Goes back to the newest finalized block: all above it is undone. The pool has to be restored then. */
export async function rollBack(memory: Omit<Memory, "pool">): Promise<readonly UnfinalizedBlock[]> {
  const { head, tree, runtimes, heads, emitter, telemetry } = memory;
  const to = heads.finalized;
  const rewindRuntimes = await runtimes.prepareRewind(to.number);
  await tree.rewind(to.number);
  const undone = [...heads.unfinalized()];
  head.rewind(to.number);
  heads.rollBack();
  rewindRuntimes();
  telemetry.headMoved(to.number);
  emitter.emit(
    "undone",
    to,
    undone.map(({ number, hash }) => ({ number, hash })),
  );
  for (const { number, hash, extrinsics } of undone)
    for (const extrinsic of extrinsics)
      emitter.emit("transaction", extrinsic.hash, { type: "retracted", block: { number, hash } });
  return undone;
}
