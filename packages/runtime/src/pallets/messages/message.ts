import {
  AccountId,
  appended,
  bytes,
  enumeration,
  fixedBytes,
  H256,
  option,
  struct,
  type TypeOf,
  text,
  u8,
  u32,
  u64,
  u128,
  variant,
  vec,
  versioned,
} from "@pha/codec";
import { emptyMessageHead } from "@pha/light-client";
import { maxEventBytes, maxEventNameBytes, maxHeightEffects, maxSealedTaskBytes } from "@pha/limits";

/** A key of the ledger's state and what lay there at the end of the extrinsic; nothing where nothing did. */
const LedgerRead = struct({ key: bytes({ max: 1_024 }), value: option(bytes({ max: 131_072 })) });
export type LedgerRead = TypeOf<typeof LedgerRead>;

/** An effect, by the message that had it and its place there, and the code of why it could not be done, if it could not. */
const EffectOutcome = struct({ message: u64, index: u8, error: option(text({ max: 80 })) });
export type EffectOutcome = TypeOf<typeof EffectOutcome>;

/** Contents of a message to enclaves. */
export const MessageBody = enumeration({
  /** A contract came into being. Its constructor arguments are public. */
  Instantiated: variant(
    0,
    struct({ contract: H256, deployer: AccountId, codeHash: H256, epoch: u32, args: bytes({ max: 131_072 }) }),
  ),
  /** An encrypted command. `sender` is the account the ledger charged: the ciphertext is bound to it. */
  Command: variant(
    1,
    struct({
      contract: H256,
      sender: AccountId,
      epoch: u32,
      enc: fixedBytes(32),
      ciphertext: bytes({ max: 131_072 }),
      /** What comes to the contract's account with it, once it is agreed that it did what it should. */
      value: u128,
      /** Of which asset; none: the network's own. */
      asset: option(u32),
      /** In the order in which the sender named the keys. */
      reads: vec(LedgerRead, { max: 64 }),
    }),
  ),
  /** A contract's state may cost so much from here on, in KiB; never less than before. */
  Reserved: variant(2, struct({ contract: H256, stateKib: u32 })),
  /** What came of the effects of one of the contract's heights, in the order of their list. */
  Settled: variant(3, struct({ contract: H256, outcomes: vec(EffectOutcome, { max: maxHeightEffects }) })),
  /** A command of another contract, in the clear: `sender` is its id. Arguments are JSON. */
  Pushed: variant(
    4,
    struct({
      contract: H256,
      sender: AccountId,
      method: text({ max: maxEventNameBytes }),
      args: bytes({ max: maxEventBytes }),
    }),
  ),
  /** What a worker's run of a task says to the contract, sealed: which task, and the block at which it was due. */
  Told: variant(
    5,
    struct({
      contract: H256,
      worker: H256,
      task: text({ max: maxEventNameBytes }),
      due: u32,
      epoch: u32,
      enc: fixedBytes(32),
      ciphertext: bytes({ max: maxSealedTaskBytes }),
    }),
  ),
  /**
   * At a block, a contract's next key epoch begins; what is encrypted for the one before comes up to another block. It
   * takes the place of an epoch that was told before and would begin no earlier.
   */
  Rotates: variant(6, struct({ contract: H256, epoch: u32, from: u32, until: u32 })),
  /** A contract is to have other code: its workers make the key known that goes with it. */
  UpgradeBegun: variant(7, struct({ contract: H256 })),
  /**
   * A contract is to go over to other code. If it can, a key epoch begins with the next block, in place of any that was
   * told; nothing that is encrypted for one before comes any more.
   */
  Upgrades: variant(8, struct({ contract: H256, codeHash: H256, epoch: u32 })),
});
export type MessageBody = TypeOf<typeof MessageBody>;

/**
 * A message from the ledger to the enclaves of a cluster, in ledger order. The message head chains the SCALE of it; a
 * program that runs outlives a new field. The block stands inside, so that an enclave which skips headers executes at the
 * same heights as one that does not.
 */
export const Message = versioned(
  {
    /** The block that queued it. */
    number: u32,
    /** Time of that block. */
    timeMs: u64,
    /** Hash of that block's parent: with the message's number, the public seed of the contract's randomness. */
    parentHash: H256,
    body: MessageBody,
  },
  // The cluster's message head before it: who believes the head behind a message can go back to those before it.
  { later: [{ previous: appended(H256, emptyMessageHead.hash) }] },
);
export type Message = TypeOf<typeof Message>;
