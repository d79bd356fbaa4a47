import { bytes, fromHex, type Hex, option, struct, type TypeOf, toHex, tuple, vec } from "@pha/codec";
import { type PartialTree, sha256, verifyStateProof } from "@pha/crypto";
import { errors } from "./errors.ts";

/** Values of some keys (`undefined`: absent) and the multiproof that a state root commits to exactly these. */
export const Witness = struct({
  values: vec(tuple(bytes({ max: 512 }), option(bytes({ max: 8_388_608 }))), { max: 131_072 }),
  proof: bytes({ max: 8_388_608 }),
});
export type Witness = TypeOf<typeof Witness>;

/** A part of the state that has been checked against a root. */
export interface ProvenState {
  /**
   * The value under a storage key, `undefined` when the state has none.
   *
   * @throws `light-client.NotProven` for a key that the witness is silent about.
   */
  get(key: Hex): Uint8Array | undefined;
  /** The proven part of the tree, for computing the root after changes. */
  readonly tree: PartialTree;
}

/**
 * Checks a witness against a state root: every value it names, present or absent.
 *
 * @throws `light-client.BadProof`, `light-client.NotProven`, `light-client.ValueMismatch`
 */
export function openWitness(stateRoot: Hex, witness: Witness): ProvenState {
  const tree = treeOf(stateRoot, witness.proof);
  const values = new Map<Hex, Uint8Array | undefined>();
  for (const [key, value] of witness.values) {
    const expected = lookup(tree, key);
    const actual = value && toHex(sha256(value));
    if (expected !== actual) throw errors.ValueMismatch({ key: toHex(key) });
    values.set(toHex(key), value);
  }
  return {
    tree,
    get(key) {
      if (!values.has(key)) throw errors.NotProven({ key });
      return values.get(key);
    },
  };
}

function treeOf(stateRoot: Hex, proof: Uint8Array): PartialTree {
  try {
    return verifyStateProof(fromHex(stateRoot), proof);
  } catch (error) {
    throw errors.BadProof({}, error);
  }
}

function lookup(tree: PartialTree, key: Uint8Array): Hex | undefined {
  try {
    const hash = tree.lookup(sha256(key));
    return hash && toHex(hash);
  } catch (error) {
    throw errors.NotProven({ key: toHex(key) }, error);
  }
}
