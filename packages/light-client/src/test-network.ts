import { encode, fromHex, type Hex, toHex, u32be } from "@pha/codec";
import {
  emptyTree,
  ethAddress,
  prove,
  purePrimitives,
  sha256,
  signEcdsa,
  stateKeyHash,
  stateValueHash,
  treeRoot,
  updateTree,
} from "@pha/crypto";
import { type Certificate, makeCertificate } from "./certificate.ts";
import { LightClient, validatorSetKey } from "./client.ts";
import { commitmentDigest, commitmentOf } from "./commitment.ts";
import { makeDigest } from "./digest.ts";
import { extrinsicsRoot, genesisHeader, type Header, headerHash, outboundRoot } from "./header.ts";
import type { Witness } from "./proven-state.ts";
import { seal } from "./seal.ts";
import { ValidatorSet } from "./validator-set.ts";

/** A network of validators whose keys the tests hold. */
export const authorSeed = new Uint8Array(32).fill(7);
export const author = toHex(purePrimitives.ed25519.publicKey(authorSeed));

export const secretOf = (validator: number): Uint8Array => sha256(u32be(validator));
export const makeSet = (id: bigint, validators: readonly number[]): ValidatorSet => ({
  id,
  addresses: validators.map((validator) => ethAddress(secretOf(validator))),
});

/** A state with these entries, its root and a witness of any keys. */
export function makeState(entries: Readonly<Record<Hex, Uint8Array>>) {
  const map = new Map<Hex, Uint8Array>(Object.entries(entries) as [Hex, Uint8Array][]);
  const leaves = new Map<Hex, Hex>();
  for (const [key, value] of map) leaves.set(stateKeyHash(fromHex(key)), stateValueHash(value));
  const tree = updateTree(emptyTree, leaves);
  return {
    root: treeRoot(tree),
    witness: (keys: readonly Hex[]): Witness => ({
      values: keys.map((key) => [fromHex(key), map.get(key)]),
      proof: prove(
        tree,
        keys.map((key) => stateKeyHash(fromHex(key))),
      ),
    }),
  };
}

export const firstSet = makeSet(0n, [0, 1, 2, 3]);
export const state = makeState({
  [validatorSetKey]: encode(ValidatorSet, firstSet),
  "0x01": new Uint8Array([1]),
  "0x02": new Uint8Array(),
});
export const genesis = genesisHeader(state.root);
export const genesisHash = headerHash(genesis);

export const startClient = (): LightClient =>
  LightClient.fromGenesis(genesisHash, genesis, state.witness([validatorSetKey]));

/** A sealed child. */
export function makeBlock(
  parent: Header,
  change: { nextSet?: ValidatorSet; round?: number; stateRoot?: Hex } = {},
): Header {
  const digest = makeDigest({
    epoch: 1n,
    round: change.round ?? 0,
    timeMs: 1_000_000n + BigInt(parent.number + 1) * 1000n,
    outboundRoot: outboundRoot([]),
    ...(change.nextSet ? { nextSet: change.nextSet } : {}),
  });
  return seal(purePrimitives, authorSeed, {
    parentHash: headerHash(parent),
    number: parent.number + 1,
    stateRoot: change.stateRoot ?? state.root,
    extrinsicsRoot: extrinsicsRoot([]),
    digest,
  });
}

/** What validators of the set at these positions sign for a header. */
export function certify(
  header: Header,
  set: ValidatorSet,
  secrets: ReadonlyMap<number, Uint8Array>,
  genesis: Hex = genesisHash,
): Certificate {
  const commitment = commitmentOf(header, set);
  const digest = commitmentDigest(genesis, commitment);
  const signatures = new Map([...secrets].map(([position, secret]) => [position, signEcdsa(secret, digest)]));
  return makeCertificate(commitment, set, signatures);
}

/** Secrets of the first validators of a set made of `validators`. */
export const secretsOf = (validators: readonly number[], positions: readonly number[]) =>
  new Map(positions.map((position) => [position, secretOf(validators[position] as number)]));
