import { encode, fromHex, type Hex } from "@pha/codec";
import type { Keypair } from "@pha/crypto";
import { storageKeys } from "@pha/frame";
import { type Header, Proposal, seal, type Witness } from "@pha/light-client";
import { maxProposalBytes } from "@pha/limits";
import { codeKey } from "@pha/runtime";
import { system, transactionErrors, validators } from "@pha/runtime/spec";
import type { HeadState } from "../state/head-state.ts";
import type { Transition, TreeStore } from "../state/tree-store.ts";
import { type BlockStart, type BuildDeps, type BuildLimits, type BuiltBlock, buildBlock } from "./build-block.ts";
import type { SealedBlock } from "./commit-block.ts";
import type { OffenderSearch } from "./offender-search.ts";

export interface MakeDeps extends BuildDeps {
  readonly tree: TreeStore;
  readonly author: Keypair;
  readonly search: Pick<OffenderSearch, "allowance">;
  readonly maxBytes?: number;
}

/** What validators read beside the block itself: whose seal, which network. */
const checkedKeys: readonly Hex[] = [storageKeys(validators).authors.key(), storageKeys(system).blockHash.key(0)];

/** Proven by its hash alone, which the proof shows: whoever lacks the code asks for it. */
const provenKeys: readonly Hex[] = [codeKey];

/** Why the offender that validators refused is given up. */
const REFUSED = "RefusedByValidators";

/**
 * Executes, roots and seals a block, and collects the witness that validators run it from. How large the witness gets
 * is known only afterwards: a block whose proposal would not fit is made again with half of its extrinsics, and one
 * that does not fit alone is given up.
 */
export async function makeBlock(deps: MakeDeps, parent: Header, start: BlockStart): Promise<SealedBlock> {
  const { offender, ...allowance } = deps.search.allowance;
  const without = new Map<Hex, string>();
  if (offender && deps.queue.get(offender)) without.set(offender, REFUSED);
  let { maxExtrinsics } = allowance;
  for (;;) {
    const made = await make(deps, parent, start, { maxExtrinsics, without });
    const { extrinsics } = made.built;
    const fits = made.proposalBytes.length <= (deps.maxBytes ?? maxProposalBytes);
    if (fits || extrinsics.length === 0) return made;
    maxExtrinsics = Math.max(1, extrinsics.length >> 1);
    if (extrinsics.length === 1)
      for (const { extrinsic } of extrinsics) without.set(extrinsic.hash, transactionErrors.ExhaustsResources().name);
    deps.queue.release();
  }
}

async function make(deps: MakeDeps, parent: Header, start: BlockStart, limits: BuildLimits): Promise<SealedBlock> {
  const built = await buildBlock(deps, parent, start, limits);
  const { transition, witness } = await witnessOf(deps, built);
  const { parentHash, number, extrinsicsRoot, digest } = built.header;
  const header = seal({ parentHash, number, stateRoot: transition.root, extrinsicsRoot, digest }, (message) =>
    deps.author.sign(message),
  );
  const extrinsics = built.extrinsics.map(({ extrinsic }) => extrinsic.bytes);
  return {
    built,
    transition,
    header,
    proposalBytes: encode(Proposal, { header, extrinsics, witness, closed: start.closed }),
  };
}

/** The tree after a block, and all that validators need of the state before it. */
export async function witnessOf(
  { head, tree }: Pick<MakeDeps, "head" | "tree">,
  { reads, changes }: Pick<BuiltBlock, "reads" | "changes">,
): Promise<{ readonly transition: Transition; readonly witness: Witness }> {
  // Validators need the old values of what it read, and the place in the tree of what it wrote.
  const read = [...new Set([...reads, ...checkedKeys])];
  await head.load(read);
  const transition = await tree.transition(changes, [...read, ...provenKeys]);
  return { transition, witness: { values: valuesOf(head, read), proof: transition.proof } };
}

const valuesOf = (head: HeadState, keys: readonly Hex[]): Witness["values"] =>
  keys.map((key) => [fromHex(key), head.view.get(key)]);
