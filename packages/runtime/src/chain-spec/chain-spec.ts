import type { Hex } from "@pha/codec";
import type { GenesisOf } from "@pha/frame";
import type { specs } from "../pallets/specs.ts";

/** When blocks are sealed. */
export interface BlockTimes {
  /** At least this long after the last block. */
  readonly minimumMs: number;
  /** How long a ready extrinsic waits for others. */
  readonly gatherMs: number;
  /** An empty block is sealed after this. */
  readonly idleMs: number;
}

/** A network's public face and the times of its blocks: all that processes need beside its state. */
export interface NetworkProfile {
  /** `phala`, `khala`: shown to people, and part of the state, so two networks never share a genesis. */
  readonly name: string;
  readonly title: string;
  /** A development network accepts emulated enclaves, has a sudo account and publishes its keys. */
  readonly development: boolean;
  readonly ss58Prefix: number;
  readonly token: { readonly symbol: string; readonly decimals: number };
  readonly blockTimes: BlockTimes;
}

type Specs = typeof specs;

/** Each pallet's part of a chain spec, for the pallets that have one. */
export type GenesisConfig = {
  readonly [Name in keyof Specs as Specs[Name]["genesis"] extends undefined ? never : Name]: GenesisOf<Specs[Name]>;
};

/** Everything that makes one network different from another. Its state at block 0 follows from it. */
export interface ChainSpec extends NetworkProfile {
  /** A pallet that is left out has the initial part of its spec. */
  readonly genesis: Partial<GenesisConfig>;
}

/** A network that begins with a state as it stands, for example that of another one's block. */
export interface RawChainSpec extends NetworkProfile {
  readonly state: ReadonlyMap<Hex, Uint8Array>;
}
