import { concat, fromHex, type Hex, toHex, u64be, utf8 } from "@pha/codec";
import { emptyTree, type HashFunction, hmacSha256, sha256, type TreeNode, treeRoot, updateTree } from "@pha/crypto";
import type { Change } from "./call.ts";
import { appendPoint, changesBetween, type Point } from "./history.ts";
import type { StateSync } from "./protocol.ts";
import { utf8Length } from "./text.ts";

/** Versions that a thread may be behind and still be sent the changes alone. */
const recentVersions = 64;

/** A contract's state as it was at one version, for as long as somebody holds this. */
export interface StateSnapshot {
  readonly contract: Hex;
  readonly version: number;
  /** The entries, or the changes that lead here from version `known` when that one is recent. */
  sync(known: number | undefined): StateSync;
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
  readonly #recent = new Map<number, Point>();
  #tree: TreeNode = emptyTree;
  #bytes = 0;
  #last: Point = { version: 0, next: undefined };

  /** `hash` is SHA-256: native where there is one. */
  constructor(contract: Hex, hash: HashFunction = sha256) {
    this.contract = contract;
    this.#hash = hash;
    this.#recent.set(0, this.#last);
  }

  /** Number of commits. */
  get version(): number {
    return this.#last.version;
  }

  /** Root of the Merkle tree over all entries. */
  get root(): Hex {
    return treeRoot(this.#tree);
  }

  /** UTF-8 bytes of all keys and values. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): string | undefined {
    return this.#entries.get(key);
  }

  /** Makes the writes of one command part of the state. */
  commit(changes: readonly Change[]): void {
    const back = changes.map(([key]): Change => [key, this.#entries.get(key) ?? null]).toReversed();
    const leaves = new Map<Hex, Hex | undefined>();
    for (const [key, value] of changes) {
      this.#bytes += entryBytes(key, value ?? undefined) - entryBytes(key, this.#entries.get(key));
      if (value === null) this.#entries.delete(key);
      else this.#entries.set(key, value);
      leaves.set(this.#hashOf(key), value === null ? undefined : this.#hashOf(value));
    }
    this.#tree = updateTree(this.#tree, leaves, this.#hash);
    this.#last = appendPoint(this.#last, changes, back);
    this.#recent.set(this.version, this.#last);
    this.#recent.delete(this.version - recentVersions);
  }

  /** The state as it is now. */
  snapshot(): StateSnapshot {
    const point = this.#last;
    return {
      contract: this.contract,
      version: point.version,
      sync: (known) => {
        const from = known === undefined ? undefined : this.#recent.get(known);
        if (from) return { full: false, changes: changesBetween(from, point) };
        const undone = changesBetween(this.#last, point);
        return { full: true, changes: [...this.#entries, ...undone] };
      },
    };
  }

  #hashOf(text: string): Hex {
    return toHex(this.#hash(utf8(text)));
  }
}

const entryBytes = (key: string, value: string | undefined): number =>
  value === undefined ? 0 : utf8Length(key) + utf8Length(value);

/**
 * The state tag, public in place of the root: `HMAC-SHA256(tag key, contract ‖ u64 state height ‖ R)`.
 *
 * @param stateHeight - The last block with work for this contract.
 */
export function stateTag(tagKey: Uint8Array, contract: Hex, stateHeight: number, root: Hex): Hex {
  return toHex(hmacSha256(tagKey, concat(fromHex(contract), u64be(BigInt(stateHeight)), fromHex(root))));
}
