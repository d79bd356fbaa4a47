import { encode, fromHex, type Hex, u32be } from "@pha/codec";
import { emptyTree, ethAddress, prove, sha256, stateKeyHash, stateValueHash, treeRoot, updateTree } from "@pha/crypto";
import { keypairFromSeed, signEcdsa } from "@pha/crypto/node";
import { type Certificate, makeCertificate } from "./certificate.ts";
import { LightClient, validatorSetKey } from "./client.ts";
import { commitmentDigest, commitmentOf } from "./commitment.ts";
import { makeDigest } from "./digest.ts";
import { extrinsicsRoot, genesisHeader, type Header, headerHash } from "./header.ts";
import { emptyOutbound, outboundRoot } from "./outbound.ts";
import type { Witness } from "./proven-state.ts";
import { seal } from "./seal.ts";
import { type AnnouncedSet, ValidatorSet } from "./validator-set.ts";

/** The only author of test blocks: an Ed25519 key pair. */
export const author = keypairFromSeed(new Uint8Array(32).fill(7), "ed25519");

/** secp256k1 secret of test validator 0, 1, 2, … */
export const secretOf = (validator: number): Uint8Array => sha256(u32be(validator));

/** A set of test validators, in office from a block on. */
export const makeSet = (id: bigint, validators: readonly number[], from = 1): ValidatorSet => ({
  id,
  from,
  addresses: validators.map((validator) => ethAddress(secretOf(validator))),
});

/** A whole state: its root, and witnesses of any of its keys, present or absent. */
export interface TestState {
  readonly root: Hex;
  witness(keys: readonly Hex[]): Witness;
}

/** The state with these entries. */
export function makeState(entries: Readonly<Record<Hex, Uint8Array>>): TestState {
  const map = new Map<Hex, Uint8Array>(Object.entries(entries) as [Hex, Uint8Array][]);
  const leaves = new Map<Hex, Hex>();
  for (const [key, value] of map) leaves.set(stateKeyHash(fromHex(key)), stateValueHash(value));
  const tree = updateTree(emptyTree, leaves);
  return {
    root: treeRoot(tree),
    witness: (keys) => ({
      values: keys.map((key) => [fromHex(key), map.get(key)]),
      proof: prove(
        tree,
        keys.map((key) => stateKeyHash(fromHex(key))),
      ),
    }),
  };
}

/** A network whose genesis state holds its validators and a few entries; the tests hold all keys. */
export interface TestNetwork {
  readonly set: ValidatorSet;
  readonly state: TestState;
  readonly genesis: Header;
  readonly genesisHash: Hex;
  /** A client at genesis. */
  startClient(): LightClient;
}

/** A network of validators 0 … n − 1. */
export function makeNetwork(n: number, entries: Readonly<Record<Hex, Uint8Array>> = {}): TestNetwork {
  const set = makeSet(0n, [...Array(n).keys()]);
  const state = makeState({ ...entries, [validatorSetKey]: encode(ValidatorSet, set) });
  const genesis = genesisHeader(state.root);
  const genesisHash = headerHash(genesis);
  const startClient = () => LightClient.fromGenesis(genesisHash, genesis, state.witness([validatorSetKey]));
  return { set, state, genesis, genesisHash, startClient };
}

/** What a test block says beside its place; the parent's state root, the time `1 000 000 + number` s and no bridge message by default. */
export interface BlockFields {
  readonly round?: number;
  readonly timeMs?: bigint;
  readonly stateRoot?: Hex;
  readonly nextSet?: AnnouncedSet;
  readonly outboundRoot?: Hex;
  readonly extrinsics?: readonly Uint8Array[];
}

/** A sealed child of a block. */
export function makeBlock(parent: Header, fields: BlockFields = {}): Header {
  const number = parent.number + 1;
  const header = {
    parentHash: headerHash(parent),
    number,
    stateRoot: fields.stateRoot ?? parent.stateRoot,
    extrinsicsRoot: extrinsicsRoot(fields.extrinsics ?? []),
    digest: makeDigest({
      epoch: 1n,
      round: fields.round ?? 0,
      timeMs: fields.timeMs ?? BigInt(1_000_000 + number) * 1000n,
      outboundRoot: fields.outboundRoot ?? outboundRoot(emptyOutbound),
      ...(fields.nextSet ? { nextSet: fields.nextSet } : {}),
    }),
  };
  return seal(header, author.sign);
}

/**
 * The certificate of a header.
 *
 * @param secrets by position in `set`: whose signatures it carries, be they enough or not.
 */
export function certify(
  genesisHash: Hex,
  set: ValidatorSet,
  header: Header,
  secrets: ReadonlyMap<number, Uint8Array>,
): Certificate {
  const commitment = commitmentOf(header, set);
  const digest = commitmentDigest(genesisHash, commitment);
  const signatures = new Map([...secrets].map(([position, secret]) => [position, signEcdsa(secret, digest)]));
  return makeCertificate(commitment, set, signatures);
}

/** Secrets of some positions of a set of `validators`; of all positions by default. */
export const secretsOf = (
  validators: readonly number[],
  positions: readonly number[] = [...validators.keys()],
): Map<number, Uint8Array> =>
  new Map(positions.map((position) => [position, secretOf(validators[position] as number)]));
