import { bytes, type Hex, option, struct, type TypeOf, toHex, tuple, vec } from "@pha/codec";
import { type HashFunction, type PartialTree, sha256, verifyStateProof } from "@pha/crypto";
import { maxKeyBytes, maxProposalBytes, maxWitnessValues } from "@pha/limits";
import { errors } from "./errors.ts";

/** Values of some keys (`undefined`: absent) and the multiproof that a state root commits to exactly these. */
export const Witness = struct({
  values: vec(tuple(bytes({ max: maxKeyBytes }), option(bytes({ max: maxProposalBytes }))), { max: maxWitnessValues }),
  proof: bytes({ max: maxProposalBytes }),
});
export type Witness = TypeOf<typeof Witness>;

/** A part of the state that has been checked against a root. */
export interface ProvenState {
  /**
   * The value under a storage key, `undefined` when the state has none.
   *
   * @throws `light-client.NotProven` for a key that the witness does not list.
   */
  get(key: Hex): Uint8Array | undefined;
  /** Whether the witness lists the key. */
  has(key: Hex): boolean;
  /** The proven part of the tree, for computing the root after changes. */
  readonly tree: PartialTree;
}

/**
 * Checks a witness against a state root: every value it lists, present or absent.
 *
 * @param hash SHA-256, where there is a faster one.
 * @throws `crypto.WrongRoot`, `crypto.BadProof`, `crypto.NotCovered` for a listed key that the proof does not reach,
 *   `light-client.ValueMismatch`
 */
export function openWitness(stateRoot: Hex, witness: Witness, hash: HashFunction = sha256): ProvenState {
  const tree = verifyStateProof(stateRoot, witness.proof, { hash, maxBytes: maxProposalBytes });
  const values = new Map<Hex, Uint8Array | undefined>();
  for (const [key, value] of witness.values) {
    const name = toHex(key);
    if (tree.lookup(toHex(hash(key))) !== (value && toHex(hash(value)))) throw errors.ValueMismatch({ key: name });
    values.set(name, value);
  }
  return {
    tree,
    has: (key) => values.has(key),
    get(key) {
      if (!values.has(key)) throw errors.NotProven({ key });
      return values.get(key);
    },
  };
}
