import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import { system } from "@pha/runtime/spec";
import type { Heads } from "../heads/heads.ts";
import type { HeadState } from "./head-state.ts";

/**
 * Hashes of the blocks that the newest state remembers, in which extrinsics may be born: what validators go by too.
 * Those that are asked for again and again are in memory.
 */
export function makeFindHash(deps: {
  readonly genesisHash: Hex;
  readonly heads: Heads;
  readonly head: HeadState;
}): (number: number) => Promise<Hex | undefined> {
  const { genesisHash, heads, head } = deps;
  return async (number) => {
    if (number === 0) return genesisHash;
    const { best } = heads;
    if (number === best.number) return best.hash;
    return head.read((view) => {
      const { blockHash } = readState(system, view);
      return blockHash.has(number) ? blockHash.get(number) : undefined;
    });
  };
}
