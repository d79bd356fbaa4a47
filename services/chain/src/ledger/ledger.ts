import type { Hex } from "@pha/codec";
import type { StateView } from "@pha/frame";
import type { Certificate, Header, NilCertificate } from "@pha/light-client";
import type { Runtime } from "@pha/runtime";
import type { NetworkProfile } from "@pha/runtime/spec";

/** What the faces (JSON-RPC, REST, subjects) see of the chain. Errors are coded (`errors.ts`, the runtime's catalogues). */
export interface Ledger {
  /** Runtime of the newest state, which makes the next block. */
  readonly runtime: Runtime;
  readonly spec: NetworkProfile;
  readonly genesis: { readonly hash: Hex; readonly header: Header };
  /** Newest block committed to Postgres. */
  readonly best: BlockRef;
  /** Newest certified block; genesis counts as certified. */
  readonly finalized: BlockRef;
  readonly events: LedgerEvents;

  /** Takes in what another replica has written by now: callers may know it from there. */
  catchUp(): Promise<void>;

  /** The runtime that executed a block: what its extrinsics and events are encoded for. */
  runtimeOf(number: number): Promise<Runtime>;
  findHash(number: number): Promise<Hex | undefined>;
  findHeader(hash: Hex): Promise<Header | undefined>;
  /** Extrinsics of a block as they stand in it: length prefix first. */
  findBody(hash: Hex): Promise<Uint8Array[] | undefined>;
  findCertificate(number: number): Promise<Certificate | undefined>;
  /** Certificates that closed a height's refused rounds, first round first. */
  listNilCertificates(number: number): Promise<NilCertificate[]>;
  /** An extrinsic that is in a block, by its hash. */
  findExtrinsic(hash: Hex): Promise<IncludedExtrinsic | undefined>;
  /** In the order they were deposited; empty for an unknown block. */
  listEvents(hash: Hex): Promise<StoredEvent[]>;
  /** Events of an extrinsic that tell of something that failed. */
  listFailureEvents(block: BlockRef, extrinsic: number): Promise<StoredEvent[]>;

  /**
   * State after a block; `undefined` for an unknown block. That of genesis is always kept.
   *
   * @throws `chain.StateNotKept`, which says from which block on it is.
   */
  stateAt(hash: Hex): Promise<StateAt | undefined>;

  /**
   * Accepts an extrinsic (length prefix first) for good: answers only after the commit.
   *
   * @throws a `transaction` error (`Undecodable`, `Stale`, `Payment`, `BadProof` …), `chain.AlreadyKnown` for one that
   *   is waiting or in a block, `chain.PriorityTooLow`, `chain.PoolFull`.
   */
  submit(extrinsic: Uint8Array): Promise<Receipt>;
  /** Extrinsics that could be in the next block, in its order. */
  pending(): Promise<Uint8Array[]>;
  /** Next nonce of an account, counting what waits in the pool without a gap. */
  nextNonce(account: Hex): Promise<number>;
  transaction(hash: Hex): Promise<TransactionStatus | undefined>;
}

export interface BlockRef {
  readonly number: number;
  readonly hash: Hex;
}

export interface Receipt {
  readonly hash: Hex;
}

export interface IncludedExtrinsic {
  readonly bytes: Uint8Array;
  readonly block: BlockRef;
  readonly index: number;
  /** Whether its call succeeded. */
  readonly ok: boolean;
  readonly finalized: boolean;
}

export interface StoredEvent {
  readonly index: number;
  /** Index of the extrinsic that caused it; `undefined` for block hooks. */
  readonly extrinsic: number | undefined;
  readonly pallet: string;
  readonly name: string;
  /** SCALE of the event's fields. */
  readonly data: Uint8Array;
}

/**
 * Where an extrinsic is. `accepted` waits for an earlier nonce, `ready` for a block; `retracted` is told when its block
 * is undone, and it waits again from then on, if it still can; `invalid` and `dropped` are final and say why (the coded error's name).
 */
export type TransactionStatus =
  | { readonly type: "accepted" }
  | { readonly type: "ready" }
  | { readonly type: "inBlock"; readonly block: BlockRef; readonly index: number; readonly ok: boolean }
  | { readonly type: "retracted"; readonly block: BlockRef }
  | { readonly type: "finalized"; readonly block: BlockRef; readonly index: number; readonly ok: boolean }
  | { readonly type: "invalid"; readonly reason: string }
  | { readonly type: "dropped"; readonly reason: string };

/**
 * State after one block. Keys are whole storage keys. What is read for a request counts against its budget.
 *
 * @throws `service-kit.TooMuchAsked`
 */
export interface StateAt {
  readonly block: BlockRef;
  readonly header: Header;
  get(key: Hex): Promise<Uint8Array | undefined>;
  /** One entry for every key asked for. */
  getMany(keys: readonly Hex[]): Promise<Map<Hex, Uint8Array | undefined>>;
  /** One entry for each of the first keys, as many as a request may read: one at least. */
  getSome(keys: readonly Hex[]): Promise<Map<Hex, Uint8Array | undefined>>;
  /** Keys that start with `prefix` and lie behind `startKey`, ascending, at most `limit`. */
  keys(prefix: Hex, startKey: Hex | undefined, limit: number): Promise<Hex[]>;
  /** Keys under `prefix` and behind `start` that blocks after height `since` have written, ascending; some may hold what they held. */
  changedKeys(range: KeyRange & { readonly since: number }): Promise<Hex[]>;
  /** What blocks after height `since` have left under some keys, in the order of blocks. */
  changes(keys: readonly Hex[], since: number): Promise<StateChange[]>;
  /** Another value after each change of what keys under `prefix` hold; `undefined` where there are none. */
  digest(prefix: Hex): Promise<Hex | undefined>;
  /** A multiproof against the block's state root (`verifyStateProof`) and the values it proves, in the order of `keys`. */
  prove(keys: readonly Hex[]): Promise<StateProof>;
  /** The runtime that this state names: what it is encoded for, and what would execute the block after it. */
  runtime(): Promise<Runtime>;
  /** Runs a runtime API (`AccountNonceApi_account_nonce` …). */
  call(api: string, args: Uint8Array): Promise<Uint8Array>;
  /** Runs a pure function over the state, loading what it turns out to read. */
  read<T>(work: (state: StateView) => T): Promise<T>;
}

/** A value that a block has left under a key; `undefined` when it removed it. */
export interface StateChange {
  readonly key: Hex;
  readonly height: number;
  readonly value: Uint8Array | undefined;
}

/** At most `limit` keys that start with `prefix` and lie behind `start`. */
export interface KeyRange {
  readonly prefix: Hex;
  readonly start: Hex | undefined;
  readonly limit: number;
}

export interface StateProof {
  readonly proof: Uint8Array;
  readonly values: readonly (Uint8Array | undefined)[];
}

/** A block that has become the best one. */
export interface NewBlock extends BlockRef {
  readonly header: Header;
  /** Storage that the block changed: `undefined` means removed. */
  readonly changes: ReadonlyMap<Hex, Uint8Array | undefined>;
}

export interface LedgerEventMap {
  block: [block: NewBlock];
  /** In height order, none left out. */
  finalized: [block: BlockRef];
  /** All blocks above `to`, the newest finalized one, are taken back: validators refused the lowest of them. */
  undone: [to: BlockRef, blocks: readonly BlockRef[]];
  transaction: [hash: Hex, status: TransactionStatus];
}

export interface LedgerEvents {
  /** Calls `listener` synchronously on each event until the returned function is called. A listener must not throw. */
  on<N extends keyof LedgerEventMap>(name: N, listener: (...args: LedgerEventMap[N]) => void): () => void;
}
