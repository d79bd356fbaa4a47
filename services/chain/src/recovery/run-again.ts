import { encode } from "@pha/codec";
import { type Header, headerHash, Proposal } from "@pha/light-client";
import type { SealedBlock } from "../author/commit-block.ts";
import { witnessOf } from "../author/make-block.ts";
import { errors } from "../errors.ts";
import { executeBlock } from "../state/execute-block.ts";
import type { HeadState } from "../state/head-state.ts";
import type { Runtimes } from "../state/runtimes.ts";
import type { TreeStore } from "../state/tree-store.ts";

export interface RunDeps {
  readonly runtimes: Runtimes;
  readonly head: HeadState;
  readonly tree: TreeStore;
}

/** A block that was sealed before. */
export interface GivenBlock {
  readonly header: Header;
  readonly extrinsics: readonly Uint8Array[];
  /** Closed the round before. */
  readonly closed?: Proposal["closed"];
}

/**
 * Runs a block again on top of the newest state.
 *
 * @throws `chain.BlockDiffers` when that gives another header.
 */
export async function runAgain(deps: RunDeps, parent: Header, given: GivenBlock): Promise<SealedBlock> {
  const { header } = given;
  const built = { ...(await executeBlock(deps.runtimes.current, deps.head, parent, given)), givenUp: [] };
  const { transition, witness } = await witnessOf(deps, built);
  const { digest } = built.header;
  const executed = { ...built.header, stateRoot: transition.root, digest: [...digest, ...header.digest.slice(-1)] };
  if (headerHash(executed) !== headerHash(header)) throw errors.BlockDiffers({ number: header.number });
  const proposal = { header, extrinsics: given.extrinsics, witness, closed: given.closed };
  return { built, transition, header, proposalBytes: encode(Proposal, proposal) };
}
