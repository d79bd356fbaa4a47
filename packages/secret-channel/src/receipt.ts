import {
  bytes,
  concat,
  decode,
  encode,
  enumeration,
  fixedBytes,
  H256,
  option,
  struct,
  type TypeOf,
  toHex,
  u32,
  u64,
  u64be,
  variant,
  vec,
} from "@pha/codec";
import { openAnswer, type Primitives, pad, sealAnswer, sha256, unpad } from "@pha/crypto";
import { maxCommandOutputBytes } from "@pha/limits";
import { Outcome } from "./call.ts";
import { errors } from "./errors.ts";
import type { Scope } from "./scope.ts";
import { type ReceiptFacts, receiptBytes } from "./signed-state.ts";

/** How a command ended and what it cost: for its sender alone. */
export const Receipt = struct({
  /** A result has at most 4 KiB. */
  outcome: Outcome,
  /** Gas spent, rounded up to its bucket. */
  gas: u64,
});
export type Receipt = TypeOf<typeof Receipt>;

/** What opens one command's receipt: it comes of the command's encryption, on both ends, and nobody else has it. */
export const ReceiptKey = struct({
  /** HPKE encapsulation of the command. */
  enc: fixedBytes(32),
  /** Exported from the command under `ANSWER_LABEL`. */
  secret: bytes({ max: 32 }),
});
export type ReceiptKey = TypeOf<typeof ReceiptKey>;

/** A receipt is sealed to its sender, unless the command did not open: then there is none to seal to, and all know it. */
const ReceiptKind = enumeration({ Sealed: variant(0), Unreadable: variant(1) });

/** A receipt as anybody may keep it and pass it on. */
export const SealedReceipt = struct({
  kind: ReceiptKind,
  /** HPKE encapsulation of the command that it answers. */
  enc: fixedBytes(32),
  /** Empty for an unreadable command. */
  sealed: bytes({ max: 2 * maxCommandOutputBytes }),
});
export type SealedReceipt = TypeOf<typeof SealedReceipt>;

/** The worker's statement about a receipt that it gives out, under its session's signature. */
const ReceiptStatement = struct({
  /** Identity of the worker. */
  worker: fixedBytes(32),
  /** The finalized block up to which the worker has executed. */
  number: u32,
  blockHash: H256,
  /** The last block with work for the contract, and the tag of its state then. */
  stateHeight: u32,
  stateTag: H256,
});
type ReceiptStatement = TypeOf<typeof ReceiptStatement>;

/** A receipt with what speaks for it: one worker's word and, once a majority agreed on it, its place under their root. */
export const SignedReceipt = struct({
  /** Number of the command among its cluster's messages. */
  message: u64,
  receipt: SealedReceipt,
  statement: ReceiptStatement,
  /** Ed25519, by the worker's session, over `receiptStatement`. */
  signature: fixedBytes(64),
  /** Way to the receipts root of the state height that was asked for, when the command is that old. */
  path: option(struct({ count: u32, index: u32, siblings: vec(H256, { max: 32 }) })),
});
export type SignedReceipt = TypeOf<typeof SignedReceipt>;

/** Which receipt is asked for. */
export const ReceiptRequest = struct({
  contract: H256,
  /** Number of the command among its cluster's messages. */
  message: u64,
  /** State height of the receipts root to which the way is asked for. */
  agreed: option(u32),
});
export type ReceiptRequest = TypeOf<typeof ReceiptRequest>;

/** A contract's newest receipts, or those before a message. */
export const ReceiptsRequest = struct({ contract: H256, before: option(u64) });
export type ReceiptsRequest = TypeOf<typeof ReceiptsRequest>;

/** Receipts in a page. */
export const receiptsPage = 100;

/** Which receipts there are, newest first: who sent a command knows it by the `enc`. */
export const ReceiptList = vec(struct({ message: u64, enc: fixedBytes(32) }), { max: receiptsPage });
export type ReceiptList = TypeOf<typeof ReceiptList>;

/** Any receipt's plaintext, so that nobody sees what came of a command: the longest result and what is around it. */
const plaintextBytes = maxCommandOutputBytes + 256;

/**
 * Seals a command's receipt to its sender, inside the enclave: the same bytes on every worker, for the response nonce is
 * `HMAC(exported secret, plaintext)`.
 */
export function makeReceipt(primitives: Primitives, { enc, secret }: ReceiptKey, receipt: Receipt): SealedReceipt {
  const plaintext = pad(encode(Receipt, receipt), plaintextBytes);
  const nonce = primitives.hmacSha256(secret, plaintext);
  return { kind: { type: "Sealed" }, enc, sealed: sealAnswer(primitives, secret, enc, nonce, plaintext) };
}

/** The receipt of a command that does not open. */
export const unreadable = ({ enc }: Pick<SealedReceipt, "enc">): SealedReceipt => ({
  kind: { type: "Unreadable" },
  enc,
  sealed: new Uint8Array(),
});

/**
 * Reads the receipt of one's own command.
 *
 * @throws `channel.Undecipherable` when the workers could not open the command; `channel.AnswerInvalid` for a receipt
 *   that is not this command's
 */
export function openReceipt(primitives: Primitives, { enc, secret }: ReceiptKey, given: SealedReceipt): Receipt {
  if (given.enc !== enc) throw errors.AnswerInvalid();
  if (given.kind.type === "Unreadable") throw errors.Undecipherable();
  try {
    return decode(Receipt, unpad(openAnswer(primitives, secret, enc, given.sealed), plaintextBytes));
  } catch (cause) {
    throw errors.AnswerInvalid({}, cause);
  }
}

/** Item of the list whose root the cluster agrees on: `u64 message number ‖ kind ‖ SHA-256(sealed)`. */
export const receiptLeaf = (message: bigint, { kind, sealed }: SealedReceipt): Uint8Array =>
  concat(u64be(message), encode(ReceiptKind, kind), sha256(sealed));

/** What a session says with a receipt that it gives out. */
export const receiptFacts = (
  { codeHash }: Scope,
  { worker: _, ...statement }: ReceiptStatement,
  leaf: Uint8Array,
): ReceiptFacts => ({ ...statement, codeHash, leaf: toHex(leaf) });

/** The bytes that a session signs of it. */
export const receiptStatement = (scope: Scope, statement: ReceiptStatement, leaf: Uint8Array): Uint8Array =>
  receiptBytes({ ...scope, worker: statement.worker }, receiptFacts(scope, statement, leaf));
