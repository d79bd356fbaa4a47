import { fromHex, type Hex } from "@pha/codec";
import type { Keypair } from "@pha/crypto";
import { storageKeys } from "@pha/frame";
import { type Header, seal, type Witness } from "@pha/light-client";
import { system, validators } from "@pha/runtime/spec";
import type { HeadState } from "../state/head-state.ts";
import type { TreeStore } from "../state/tree-store.ts";
import { type BlockStart, type BuildDeps, buildBlock } from "./build-block.ts";
import type { SealedBlock } from "./commit-block.ts";

export interface MakeDeps extends BuildDeps {
  readonly tree: TreeStore;
  readonly author: Keypair;
}

/** What validators read beside the block itself: whose seal, which network. */
const checkedKeys: readonly Hex[] = [storageKeys(validators).authors.key(), storageKeys(system).blockHash.key(0)];

/** Executes, roots and seals a block, and collects the witness that validators run it from. */
export async function makeBlock(deps: MakeDeps, parent: Header, start: BlockStart): Promise<SealedBlock> {
  const built = await buildBlock(deps, parent, start);
  const touched = [...new Set([...built.reads, ...built.changes.keys(), ...checkedKeys])];
  await deps.head.load(touched);
  const transition = await deps.tree.transition(built.changes, touched);
  const { parentHash, number, extrinsicsRoot, digest } = built.header;
  const header = { parentHash, number, stateRoot: transition.root, extrinsicsRoot, digest };
  return {
    built,
    transition,
    proposal: {
      header: seal(header, (message) => deps.author.sign(message)),
      extrinsics: built.extrinsics.map(({ extrinsic }) => extrinsic.bytes),
      witness: { values: valuesOf(deps.head, touched), proof: transition.proof },
    },
  };
}

const valuesOf = (head: HeadState, keys: readonly Hex[]): Witness["values"] =>
  keys.map((key) => [fromHex(key), head.view.get(key)]);
