import { encode, type Hex } from "@pha/codec";
import { type Header, headerHash, Proposal, readDigest } from "@pha/light-client";
import type { Extrinsic } from "@pha/runtime/spec";
import type { SealedBlock } from "../author/commit-block.ts";
import { witnessOf } from "../author/make-block.ts";
import { errors } from "../errors.ts";
import type { Runtimes } from "../runtimes.ts";
import { type HeadState, withLoading } from "../state/head-state.ts";
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
  const { head } = deps;
  const runtime = deps.runtimes.current;
  const { header } = given;
  const load = (keys: readonly Hex[]) => head.load(keys);
  await load(runtime.blockKeys(parent));
  const { timeMs, epoch, round } = readDigest(header);
  const execution = await withLoading(() => runtime.startBlock(head.view, parent, { timeMs, epoch, round }), load);
  const extrinsics: { extrinsic: Extrinsic; ok: boolean }[] = [];
  for (const bytes of given.extrinsics) {
    const extrinsic = runtime.decodeExtrinsic(bytes);
    await load(runtime.keysOf(extrinsic));
    const { ok } = await withLoading(() => execution.applyExtrinsic(extrinsic), load);
    extrinsics.push({ extrinsic, ok });
  }
  const built = { ...(await withLoading(() => execution.finish(), load)), extrinsics, givenUp: [] };
  const { transition, witness } = await witnessOf(deps, built);
  const { digest } = built.header;
  const executed = { ...built.header, stateRoot: transition.root, digest: [...digest, ...header.digest.slice(-1)] };
  if (headerHash(executed) !== headerHash(header)) throw errors.BlockDiffers({ number: header.number });
  const proposal = { header, extrinsics: given.extrinsics, witness, closed: given.closed };
  return { built, transition, header, proposalBytes: encode(Proposal, proposal) };
}
