import type { AccountId, ErrorData, Hex, Type } from "@pha/codec";
import type { AnyPallet, Call, DispatchError, Event, MetadataVersion, StateView } from "@pha/frame";
import type { Header } from "@pha/light-client";
import type { NewNetwork } from "./carry-rules.ts";
import type { ChainSpec } from "./chain-spec/chain-spec.ts";
import type { SignedChain } from "./executive/signature.ts";
import type { Extra } from "./extrinsic/extensions.ts";
import type { Extrinsic } from "./extrinsic/extrinsic.ts";
import type { SignatureCheck, SigningContext } from "./extrinsic/signing.ts";
import type { Message } from "./pallets/messages/message.ts";
import type { RuntimeVersion } from "./version.ts";

/** An extrinsic that may wait in the pool. */
export interface Validity {
  /** Higher goes first: operational ones, then by tip. */
  readonly priority: bigint;
  /** Tags that others must provide before; see `provides`. */
  readonly requires: readonly Hex[];
  /** Tags of which each block provides every one at most once: `account ‖ nonce`, `session ‖ sequence`. */
  readonly provides: readonly Hex[];
  /** For how many blocks this holds. */
  readonly longevity: bigint;
  readonly operational: boolean;
  /** Fee without tip; 0 for bare extrinsics. */
  readonly fee: bigint;
  /** What the signer can pay with and live on; absent for bare extrinsics. */
  readonly funds?: bigint;
}

/** Context in which an extrinsic that waits is judged. */
export interface PoolContext {
  /** The newest block. */
  readonly number: number;
  /**
   * It was accepted before, perhaps after blocks that are undone by now: how far ahead it is, and whether its account
   * can pay, is judged when its turn comes.
   */
  readonly returning?: boolean;
}

/** A runtime API call happens after a block, in the context of the next one. */
export interface CallEnv {
  /** The block whose state is read. */
  readonly number: number;
  readonly hash: Hex;
  readonly genesisHash: Hex;
  /** Whether a signature holds: the host's fast verification. */
  verifySignature(check: SignatureCheck): boolean;
}

/** Result of one extrinsic in a block. */
export interface Applied {
  readonly ok: boolean;
  /** Set when it failed: its effects are undone, its fee stays paid. */
  readonly error?: DispatchError;
  /** `Module.Name` and message of the error, for people. */
  readonly reason?: string;
  /** Facts of the error; of one that did not fail, those of the last call that failed of those that its own carried. */
  readonly facts?: ErrorData;
  /** Set when it failed by an error without a code: a bug to be logged. */
  readonly bug?: unknown;
  readonly events: readonly Event[];
  readonly fee: bigint;
}

/** A message to a cluster's enclaves. */
export interface QueuedMessage {
  readonly cluster: number;
  /** Counts from 1. */
  readonly number: bigint;
  readonly bytes: Uint8Array;
  readonly message: Message;
}

/** An event of a block. */
export interface Deposited {
  /** Index of the extrinsic that caused it; absent for the block's own start. */
  readonly extrinsic: number | undefined;
  readonly event: Event;
  /** SCALE of the event's fields. */
  readonly data: Uint8Array;
}

/** A block that was executed. The host computes the state root, then seals. */
export interface ExecutedBlock {
  /** The header without state root and seal. */
  readonly header: Omit<Header, "stateRoot">;
  /** Changes of the state; `undefined` deletes. */
  readonly changes: Map<Hex, Uint8Array | undefined>;
  /** Keys that were read: the witness covers these and the changed ones. */
  readonly reads: ReadonlySet<Hex>;
  readonly events: readonly Deposited[];
  readonly messages: readonly QueuedMessage[];
  /** Errors that pallets' hooks and migrations threw: bugs to be logged. */
  readonly bugs: readonly unknown[];
}

/** Execution of one block. Every method may throw `NotLoaded`: load the keys and call it again. */
export interface BlockExecution {
  /**
   * Applies an extrinsic whose signature was verified.
   *
   * @throws a `transaction` error, without any effect, when it may not stand in this block.
   */
  applyExtrinsic(extrinsic: Extrinsic): Applied;
  finish(): ExecutedBlock;
}

/** The state transition, as chain, validators and tools see it. Pure: no clock, no randomness, no I/O. */
export interface Runtime {
  readonly version: RuntimeVersion;
  readonly pallets: readonly AnyPallet[];
  /** `RuntimeCall`: what the calls of extrinsics are encoded as. */
  readonly callType: Type<Call>;
  /** SCALE metadata with its magic number, as the network has it with this state: some constants are its own. */
  metadata(version: MetadataVersion, state: StateView): Uint8Array;
  /** @throws `transaction.Undecodable`, `transaction.TooLarge` */
  decodeExtrinsic(bytes: Uint8Array): Extrinsic;
  /** The bytes that an account signs for an extrinsic of this version. */
  signingPayload(callBytes: Uint8Array, extra: Extra, context: SigningContext): Uint8Array;
  /**
   * The one signature to verify before an extrinsic is let in, anywhere.
   *
   * @throws `transaction.AncientBirthBlock` when the era begins at no known block, `transaction.BadProof` for an
   *   extrinsic that is neither signed nor an enclave's.
   */
  signatureCheck(extrinsic: Extrinsic, chain: SignedChain): SignatureCheck;
  /** The chain after `parent`, for {@link signatureCheck}; its `blockHash` may throw NotLoaded. */
  chainAfter(state: StateView, parent: Header): SignedChain;
  /**
   * Whether an extrinsic may wait in the pool. Its signature is not looked at.
   *
   * @throws a `transaction` error; NotLoaded.
   */
  validate(state: StateView, extrinsic: Extrinsic, context: PoolContext): Validity;
  /** Storage keys that applying an extrinsic is known to touch: load them together with {@link blockKeys}. */
  keysOf(extrinsic: Extrinsic): Hex[];
  /** Storage keys that every block after `parent` touches. */
  blockKeys(parent: Header): Hex[];
  /** @throws NotLoaded; `runtime.BadTime`, `runtime.BadEpoch` when time or authoring epoch go backwards. */
  startBlock(
    state: StateView,
    parent: Header,
    block: { readonly timeMs: bigint; readonly epoch: bigint; readonly round: number },
  ): BlockExecution;
  /**
   * A runtime API call (`state_call`): `Core_version`, `AccountNonceApi_account_nonce`, …
   *
   * @throws `runtime.UnknownApi`; a `codec` error for malformed arguments; NotLoaded.
   */
  call(api: string, args: Uint8Array, state: StateView, env: CallEnv): Uint8Array;
  /** State of block 0. `code` is the runtime itself, kept under `:code`. */
  genesis(spec: ChainSpec, code: Uint8Array): Map<Hex, Uint8Array>;
  /**
   * First state of a network that begins with this one: of every key its value there, `undefined` for what ends with the
   * old network.
   *
   * @throws NotLoaded; `light-client.BadValidatorSet`.
   */
  carryOver(state: StateView, keys: readonly Hex[], network: NewNetwork): Map<Hex, Uint8Array | undefined>;
  /** Fee of an extrinsic without its tip, by a state's prices. Throws NotLoaded. */
  fee(extrinsic: Extrinsic, state: StateView): bigint;
  /** Next nonce of an account. */
  nonce(state: StateView, account: AccountId): number;
}
