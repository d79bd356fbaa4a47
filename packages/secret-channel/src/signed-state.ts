import {
  concat,
  enumeration,
  fixedBytes,
  fromHex,
  H256,
  type Hex,
  struct,
  type TypeOf,
  u32,
  u32be,
  u64,
  u64be,
  utf8,
  variant,
} from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { Evidence, isAmong, signedBatch } from "./evidence.ts";

/** Where a contract was, as a worker says, without who says it of what. */
const stateFields = {
  codeHash: H256,
  /** The finalized block up to which the worker has executed. */
  number: u32,
  blockHash: H256,
  /** The last block with work for the contract, and the tag of its state then. */
  stateHeight: u32,
  stateTag: H256,
};

/** The same with what an answer says beside it; what was asked and answered, by their hashes. */
const answerFields = { ...stateFields, requestHash: H256, gas: u64, outcomeHash: H256 };
const AnswerFacts = struct(answerFields);
export type AnswerFacts = TypeOf<typeof AnswerFacts>;

const ReceiptFacts = struct({ ...stateFields, leaf: fixedBytes(41) });
export type ReceiptFacts = TypeOf<typeof ReceiptFacts>;

const signature = fixedBytes(64);

/** What a worker's session signed of a contract's state, as anybody may check it who was not told what it answered. */
export const SignedState = enumeration({
  /** An answer that was asked for alone. */
  Answer: variant(0, struct({ facts: AnswerFacts, signature })),
  /** An answer in a session of queries, signed together with others; by the number of the worker's session. */
  Batched: variant(1, struct({ facts: AnswerFacts, sessionNumber: u64, evidence: Evidence })),
  /** A receipt that it gave out; `leaf` is the receipt's. */
  Receipt: variant(2, struct({ facts: ReceiptFacts, signature })),
});
export type SignedState = TypeOf<typeof SignedState>;

/** Who says something of which contract, on which network. All are 32 bytes. */
export interface Speaker {
  readonly genesis: Hex;
  readonly worker: Hex;
  readonly contract: Hex;
}

/** `worker ‖ contract ‖ code hash ‖ u32 number ‖ block hash ‖ u64 state height ‖ state tag`. */
const stateBytes = ({ worker, contract }: Speaker, facts: ReceiptFacts | AnswerFacts): Uint8Array =>
  concat(
    fromHex(worker),
    fromHex(contract),
    fromHex(facts.codeHash),
    u32be(facts.number),
    fromHex(facts.blockHash),
    u64be(BigInt(facts.stateHeight)),
    fromHex(facts.stateTag),
  );

/**
 * The bytes that bind an answer: `"phala/answer/v1" ‖ genesis ‖ request hash ‖ worker ‖ contract ‖ code hash ‖
 * u32 number ‖ block hash ‖ u64 state height ‖ state tag ‖ u64 gas ‖ SHA-256(result)`.
 */
export const answerBytes = (speaker: Speaker, facts: AnswerFacts): Uint8Array =>
  concat(
    utf8("phala/answer/v1"),
    fromHex(speaker.genesis),
    fromHex(facts.requestHash),
    stateBytes(speaker, facts),
    u64be(facts.gas),
    fromHex(facts.outcomeHash),
  );

/**
 * The bytes that bind a receipt: `"phala/receipt/v1" ‖ genesis ‖ worker ‖ contract ‖ code hash ‖ u32 number ‖
 * block hash ‖ u64 state height ‖ state tag ‖ leaf`.
 */
export const receiptBytes = (speaker: Speaker, facts: ReceiptFacts): Uint8Array =>
  concat(utf8("phala/receipt/v1"), fromHex(speaker.genesis), stateBytes(speaker, facts), fromHex(facts.leaf));

/** A message and the Ed25519 signature that a session has put under it, if it has. */
export interface SignedMessage {
  readonly message: Uint8Array;
  readonly signature: Hex;
}

/** What must be signed for a statement to be a session's; nothing where it is not among what was signed with it. */
export function signedMessage(speaker: Speaker, { type, value }: SignedState): SignedMessage | undefined {
  if (type === "Answer") return { message: answerBytes(speaker, value.facts), signature: value.signature };
  if (type === "Receipt") return { message: receiptBytes(speaker, value.facts), signature: value.signature };
  const { facts, sessionNumber, evidence } = value;
  if (!isAmong(sha256, answerBytes(speaker, facts), evidence)) return undefined;
  return { message: signedBatch({ ...speaker, sessionNumber }, evidence), signature: evidence.signature };
}
