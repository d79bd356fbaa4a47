import { headerHash } from "@pha/light-client";
import type { Emitter } from "../ledger/emitter.ts";
import type { Heads, UnfinalizedBlock } from "../ledger/heads.ts";
import type { Pool } from "../pool/pool.ts";
import type { Runtimes } from "../runtimes.ts";
import type { HeadState } from "../state/head-state.ts";
import type { TreeStore } from "../state/tree-store.ts";
import type { SealedBlock } from "./commit-block.ts";

export interface Memory {
  readonly head: HeadState;
  readonly tree: TreeStore;
  readonly runtimes: Runtimes;
  readonly heads: Heads;
  readonly pool: Pool;
  readonly emitter: Emitter;
}

/** A block is committed: memory follows, all at once. */
export function followBlock(memory: Memory, { built, transition, header }: SealedBlock): UnfinalizedBlock {
  const { head, tree, runtimes, heads, pool, emitter } = memory;
  const { number } = header;
  const hash = headerHash(header);
  const extrinsics = built.extrinsics.map(({ extrinsic, ok }) => ({ hash: extrinsic.hash, ok }));
  const block: UnfinalizedBlock = { number, hash, header, extrinsics };
  head.advance(number, built.changes);
  tree.advance(number, transition);
  runtimes.advance(built.changes);
  heads.advance(block);
  pool.advance(
    extrinsics.map((extrinsic) => extrinsic.hash),
    built.givenUp,
  );
  emitter.emit("block", { number, hash, header, changes: built.changes });
  for (const [index, { hash: included, ok }] of extrinsics.entries())
    emitter.emit("transaction", included, { type: "inBlock", block: { number, hash }, index, ok });
  return block;
}
