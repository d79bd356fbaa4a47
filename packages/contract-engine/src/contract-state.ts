import { concat, fromHex, type Hex, toHex, u64be, utf8 } from "@pha/codec";
import { emptyTree, type HashFunction, hmacSha256, sha256, type TreeNode, treeRoot, updateTree } from "@pha/crypto";
import type { Change } from "./call.ts";
import { entryCost } from "./entry-cost.ts";
import { errors } from "./errors.ts";
import { History } from "./history.ts";
import { defaultLimits } from "./limits.ts";
import type { StateSync } from "./protocol.ts";

/** A contract's state as it was at one version. */
export interface StateSnapshot {
  readonly contract: Hex;
  /** The same in all snapshots of one state: another state's versions, of the same contract too, say nothing about it. */
  readonly origin: object;
  readonly version: number;
  /** What its entries cost. */
  readonly bytes: number;
  /**
   * The entries, or the changes that lead here from version `known` when that one is recent.
   *
   * @throws `contract-engine.StateMovedOn` when more was written since than is kept
   */
  sync(known: number | undefined): StateSync;
}

/** What a state is made with. */
export interface ContractStateOptions {
  /** SHA-256: native where there is one. */
  readonly hash?: HashFunction;
  /** The most that its entries may cost; as many bytes are kept of what they were. */
  readonly mostBytes?: number;
}

/**
 * A contract's state in the enclave's core: text keys and values, their Merkle tree in the ledger's form (leaves:
 * SHA-256 of a key's and a value's UTF-8 bytes), and snapshots that stay as they were while commands go on.
 * The root never leaves the enclaves; `stateTag` does.
 */
export class ContractState {
  readonly contract: Hex;
  readonly #hash: HashFunction;
  readonly #entries = new Map<string, string>();
  readonly #history: History;
  #tree: TreeNode = emptyTree;
  #bytes = 0;
  #mostBytes: number;

  constructor(contract: Hex, { hash = sha256, mostBytes = defaultLimits.stateBytes }: ContractStateOptions = {}) {
    this.contract = contract;
    this.#mostBytes = mostBytes;
    this.#hash = hash;
    this.#history = new History(mostBytes);
  }

  /** Number of commits. */
  get version(): number {
    return this.#history.version;
  }

  /** Root of the Merkle tree over all entries. */
  get root(): Hex {
    return treeRoot(this.#tree);
  }

  /** What all entries cost: see `entryCost`. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The most that all entries may cost. */
  get mostBytes(): number {
    return this.#mostBytes;
  }

  /** Lets all entries cost so much from now on. */
  allow(mostBytes: number): void {
    this.#mostBytes = mostBytes;
    this.#history.allow(mostBytes);
  }

  get(key: string): string | undefined {
    return this.#entries.get(key);
  }

  /** Makes the writes of one command part of the state. */
  commit(changes: readonly Change[]): void {
    const back = changes.map(([key]): Change => [key, this.#entries.get(key) ?? null]).toReversed();
    const leaves = new Map<Hex, Hex | undefined>();
    for (const [key, value] of changes) {
      this.#bytes += entryCost(key, value) - entryCost(key, this.#entries.get(key));
      if (value === null) this.#entries.delete(key);
      else this.#entries.set(key, value);
      leaves.set(this.#hashOf(key), value === null ? undefined : this.#hashOf(value));
    }
    this.#tree = updateTree(this.#tree, leaves, this.#hash);
    this.#history.append(changes, back);
  }

  /** The state as it is now. */
  snapshot(): StateSnapshot {
    const { contract, version, bytes } = this;
    return {
      contract,
      origin: this.#history,
      version,
      bytes,
      sync: (known) => {
        const changes = known === undefined ? undefined : this.#history.between(known, version);
        if (changes) return { full: false, changes };
        const undone = this.#history.between(this.version, version);
        if (!undone) throw errors.StateMovedOn({ version, newest: this.version });
        return { full: true, changes: [...this.#entries, ...undone] };
      },
    };
  }

  #hashOf(text: string): Hex {
    return toHex(this.#hash(utf8(text)));
  }
}

/**
 * The state tag, public in place of the root: `HMAC-SHA256(tag key, contract ‖ u64 state height ‖ R)`.
 *
 * @param stateHeight - The last block with work for this contract.
 */
export function stateTag(tagKey: Uint8Array, contract: Hex, stateHeight: number, root: Hex): Hex {
  return toHex(hmacSha256(tagKey, concat(fromHex(contract), u64be(BigInt(stateHeight)), fromHex(root))));
}
