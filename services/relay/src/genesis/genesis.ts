import { fromHex, type Hex, toHex } from "@pha/codec";
import { emptyTree, prove, treeRoot, updateTree } from "@pha/crypto";
import { sha256 } from "@pha/crypto/node";
import { genesisHeader, type Header, headerHash, validatorSetKey, type Witness } from "@pha/light-client";
import type { Runtime } from "@pha/runtime";
import type { ChainSpec } from "@pha/runtime/spec";

/** Where a network begins, and the proof of its first validators. */
export interface Genesis {
  readonly header: Header;
  readonly hash: Hex;
  readonly validators: Witness;
}

/** Computes genesis from the spec and the runtime's code; a validator takes nobody's word for it. */
export function makeGenesis(runtime: Runtime, spec: ChainSpec, code: Uint8Array): Genesis {
  const state = runtime.genesis(spec, code);
  const keyHash = (key: Hex) => toHex(sha256(fromHex(key)));
  const leaves = new Map<Hex, Hex>();
  for (const [key, value] of state) leaves.set(keyHash(key), toHex(sha256(value)));
  const tree = updateTree(emptyTree, leaves, sha256);
  const header = genesisHeader(treeRoot(tree));
  const proof = prove(tree, [keyHash(validatorSetKey)]);
  return {
    header,
    hash: headerHash(header),
    validators: { values: [[fromHex(validatorSetKey), state.get(validatorSetKey)]], proof },
  };
}
