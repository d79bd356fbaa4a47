import {
  bytes,
  concat,
  decode,
  encode,
  fixedBytes,
  fromHex,
  H256,
  type Hex,
  struct,
  type TypeOf,
  toHex,
  u32,
  u32be,
  u64,
  u64be,
  utf8,
} from "@pha/codec";
import { openAnswer, type Primitives, pad, sealAnswer, sha256, unpad } from "@pha/crypto";
import { maxContractCallBytes } from "@pha/limits";
import { Outcome } from "./call.ts";
import { errors } from "./errors.ts";
import type { Scope } from "./scope.ts";

/** The worker's statement about its answer, under its session's signature. */
export const Statement = struct({
  /** Identity of the worker. */
  worker: fixedBytes(32),
  /** The finalized block on whose state the query ran. */
  number: u32,
  blockHash: H256,
  /** The last block with work for the contract, and the tag of its state then. */
  stateHeight: u32,
  stateTag: H256,
  /** Gas spent, rounded up to its bucket. */
  gas: u64,
});
export type Statement = TypeOf<typeof Statement>;

const Answer = struct({
  statement: Statement,
  outcome: bytes({ max: maxContractCallBytes + 2048 }),
  signature: fixedBytes(64),
});

/** An answer that was opened; whether its signer may be believed is for the verifier to find out. */
export interface OpenedAnswer {
  readonly statement: Statement;
  readonly outcome: Outcome;
  /** Ed25519, by the worker's session, over {@link answerStatement}. */
  readonly signature: Hex;
  /** Bytes that the session signed. */
  readonly signed: Uint8Array;
}

/**
 * The bytes that bind an answer: `"phala/answer/v1" ‖ genesis ‖ request hash ‖ worker ‖ contract ‖ code hash ‖
 * u32 number ‖ block hash ‖ u64 state height ‖ state tag ‖ u64 gas ‖ SHA-256(result)`.
 */
export function answerStatement(
  scope: Scope,
  requestHash: Uint8Array,
  statement: Statement,
  outcome: Uint8Array,
): Uint8Array {
  return concat(
    utf8("phala/answer/v1"),
    fromHex(scope.genesis),
    requestHash,
    fromHex(statement.worker),
    fromHex(scope.contract),
    fromHex(scope.codeHash),
    u32be(statement.number),
    fromHex(statement.blockHash),
    u64be(BigInt(statement.stateHeight)),
    fromHex(statement.stateTag),
    u64be(statement.gas),
    sha256(outcome),
  );
}

/** Facts of the request that answering needs: its hash and the secret that only both ends can export. */
export interface AnswerKey {
  readonly requestHash: Uint8Array;
  /** HPKE encapsulation of the request. */
  readonly enc: Hex;
  /** Exported from the request under `ANSWER_LABEL`. */
  readonly secret: Uint8Array;
}

/** Signs and encrypts the answer to one query, inside the enclave. */
export function makeAnswer(
  primitives: Primitives,
  scope: Scope,
  key: AnswerKey,
  statement: Statement,
  outcome: Outcome,
  sign: (message: Uint8Array) => Uint8Array,
): Uint8Array {
  const result = encode(Outcome, outcome);
  const signature = toHex(sign(answerStatement(scope, key.requestHash, statement, result)));
  const plaintext = pad(encode(Answer, { statement, outcome: result, signature }));
  return sealAnswer(primitives, key.secret, key.enc, primitives.randomBytes(32), plaintext);
}

/**
 * Decrypts an answer.
 *
 * @throws `channel.AnswerInvalid` when it is not the encrypted answer to this request.
 */
export function readAnswer(primitives: Primitives, scope: Scope, key: AnswerKey, sealed: Uint8Array): OpenedAnswer {
  try {
    const answer = decode(Answer, unpad(openAnswer(primitives, key.secret, key.enc, sealed)));
    return {
      statement: answer.statement,
      outcome: decode(Outcome, answer.outcome),
      signature: answer.signature,
      signed: answerStatement(scope, key.requestHash, answer.statement, answer.outcome),
    };
  } catch (cause) {
    throw errors.AnswerInvalid({}, cause);
  }
}
