import { fromHex, type Hex } from "@pha/codec";
import {
  emptyTree,
  keypairFromSeed,
  prove,
  stateKeyHash,
  stateValueHash,
  type TreeNode,
  treeRoot,
  updateTree,
} from "@pha/crypto";
import { viewOf } from "@pha/frame";
import { genesisHeader, type Header, type Proposal, seal } from "@pha/light-client";
import { codeKey, runtime } from "@pha/runtime";
import { developmentAuthor, phala } from "@pha/runtime/spec";

export const testSpec = phala({ programs: [] });
const authorKey = keypairFromSeed(fromHex(developmentAuthor.secret), "ed25519");
export const testCode = new Uint8Array([1, 2, 3]);

/** What a test changes in a proposal before it is sealed, or after. */
export interface Tampering {
  readonly header?: (header: Header) => Header;
  readonly sealed?: (header: Header) => Header;
  /** Keys that the witness leaves out. */
  readonly without?: readonly Hex[];
  readonly round?: number;
}

/** A chain in memory: the whole state, one author. */
export class TestAuthor {
  state: Map<Hex, Uint8Array>;
  tree: TreeNode;
  head: Header;
  timeMs = 1_000_000n;

  constructor(code: Uint8Array = testCode) {
    this.state = runtime.genesis(testSpec, code);
    this.tree = treeAfter(emptyTree, this.state);
    this.head = genesisHeader(treeRoot(this.tree));
  }

  /** Executes and seals a child of the head. */
  propose(extrinsics: readonly Uint8Array[], tampering: Tampering = {}): Proposal {
    return this.#build(extrinsics, tampering).proposal;
  }

  /** The same, and the block becomes the head. */
  advance(extrinsics: readonly Uint8Array[] = [], tampering: Pick<Tampering, "round"> = {}): Proposal {
    const { proposal, changes } = this.#build(extrinsics, tampering);
    for (const [key, value] of changes) {
      if (value) this.state.set(key, value);
      else this.state.delete(key);
    }
    this.tree = treeAfter(this.tree, changes);
    this.head = proposal.header;
    return proposal;
  }

  #build(extrinsics: readonly Uint8Array[], { header: change, sealed, without = [], round = 0 }: Tampering) {
    this.timeMs += 1_000n;
    const block = runtime.startBlock(viewOf(this.state), this.head, { timeMs: this.timeMs, epoch: 1n, round });
    for (const bytes of extrinsics) block.applyExtrinsic(runtime.decodeExtrinsic(bytes));
    const { header, changes, reads } = block.finish();
    const keys = [...new Set([...reads, ...changes.keys()])];
    const proven = [...keys, codeKey];
    const deleted = keys.filter((key) => changes.has(key) && changes.get(key) === undefined);
    const full = { ...header, stateRoot: treeRoot(treeAfter(this.tree, changes)) };
    const signed = seal(change ? change(full) : full, authorKey.sign);
    const proposal: Proposal = {
      header: sealed ? sealed(signed) : signed,
      extrinsics,
      witness: {
        values: keys.filter((key) => !without.includes(key)).map((key) => [fromHex(key), this.state.get(key)]),
        proof: prove(this.tree, proven.map(hashOf), deleted.map(hashOf)),
      },
      closed: undefined,
    };
    return { proposal, changes };
  }
}

const hashOf = (key: Hex): Hex => stateKeyHash(fromHex(key));

function treeAfter(tree: TreeNode, changes: ReadonlyMap<Hex, Uint8Array | undefined>): TreeNode {
  return updateTree(tree, new Map([...changes].map(([key, value]) => [hashOf(key), value && stateValueHash(value)])));
}
