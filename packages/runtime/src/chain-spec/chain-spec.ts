import type { AccountId, Hex } from "@pha/codec";

/** A program that the genesis policy allows. */
export interface GenesisProgram {
  readonly role: "Gatekeeper" | "Miner";
  /** SHA-384 of the program's bytes. */
  readonly measurement: Hex;
  readonly name: string;
  readonly version: string;
}

/** When blocks are sealed. */
export interface BlockTimes {
  /** At least this long after the last block. */
  readonly minimumMs: number;
  /** How long a ready extrinsic waits for others. */
  readonly gatherMs: number;
  /** An empty block is sealed after this. */
  readonly idleMs: number;
}

/** What a network shows of itself, and when it seals blocks: all that processes need beside its state. */
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

/** Everything that makes one network different from another. Genesis follows from it. */
export interface ChainSpec extends NetworkProfile {
  /** Endowed accounts, in plancks. */
  readonly balances: readonly { readonly account: AccountId; readonly amount: bigint }[];
  readonly sudo?: AccountId;
  /** Those who certify block 1: Ethereum addresses, and the accounts that answer for them. */
  readonly validators: readonly { readonly address: Hex; readonly operator: AccountId }[];
  /** Ed25519 public keys that may seal blocks. */
  readonly authors: readonly Hex[];
  /** Account that gets the author's share of fees. */
  readonly beneficiary: AccountId;
  readonly gatekeepers: { readonly size: number; readonly threshold: number; readonly windowBlocks: number };
  readonly attestation: {
    readonly programs: readonly GenesisProgram[];
    readonly maxAgeMs: bigint;
    /** Root key of emulated platforms; only in development. */
    readonly developmentRoot?: Hex;
  };
  readonly clusters: readonly { readonly owner: AccountId; readonly minMembers: number; readonly open: boolean }[];
}

/** A network that begins with a state as it stands, for example that of another one's block. */
export interface RawChainSpec extends NetworkProfile {
  readonly state: ReadonlyMap<Hex, Uint8Array>;
}
