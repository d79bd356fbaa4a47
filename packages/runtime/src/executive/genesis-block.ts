import { decode, fromHex, type Hex } from "@pha/codec";
import { emptyTree, prove, stateKeyHash, stateValueHash, type TreeNode, treeRoot, updateTree } from "@pha/crypto";
import {
  checkValidatorSet,
  genesisHeader,
  type Header,
  headerHash,
  ValidatorSet,
  validatorSetKey,
  type Witness,
} from "@pha/light-client";
import type { ChainSpec } from "../chain-spec/chain-spec.ts";
import { runtime } from "./native-runtime.ts";

/** Where a network begins. */
export interface Genesis {
  readonly header: Header;
  readonly hash: Hex;
  readonly state: ReadonlyMap<Hex, Uint8Array>;
  readonly tree: TreeNode;
  /** Proves the first validators: what a light client starts from. */
  readonly validators: Witness;
}

/**
 * Computes block 0 from a spec and the runtime's code. Whoever has both takes nobody's word for it.
 *
 * @param stateOf - what the code itself says block 0 is; that of these sources when absent.
 * @throws `runtime.BadGenesis` for a spec that contradicts itself.
 */
export function makeGenesis(
  spec: ChainSpec,
  code: Uint8Array,
  stateOf: (spec: ChainSpec, code: Uint8Array) => Map<Hex, Uint8Array> = runtime.genesis,
): Genesis {
  return genesisOf(stateOf(spec, code));
}

/**
 * Block 0 over a state.
 *
 * @throws `light-client.BadValidatorSet` when the state names nobody who could certify block 1.
 */
export function genesisOf(state: ReadonlyMap<Hex, Uint8Array>): Genesis {
  const set = state.get(validatorSetKey);
  checkValidatorSet(set ? decode(ValidatorSet, set) : { id: 0n, addresses: [] as Hex[] });
  const leaves = new Map(
    [...state].map(([key, value]) => [stateKeyHash(fromHex(key)), stateValueHash(value)] as const),
  );
  const tree = updateTree(emptyTree, leaves);
  const header = genesisHeader(treeRoot(tree));
  const key = fromHex(validatorSetKey);
  const proof = prove(tree, [stateKeyHash(key)]);
  const validators = { values: [[key, state.get(validatorSetKey)] as const], proof };
  return { header, hash: headerHash(header), state, tree, validators };
}
