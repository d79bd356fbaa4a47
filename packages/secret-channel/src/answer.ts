import { bytes, decode, encode, fixedBytes, H256, type Hex, struct, type TypeOf, toHex, u32, u64 } from "@pha/codec";
import { openAnswer, type Primitives, pad, sealAnswer, sha256, unpad } from "@pha/crypto";
import { maxContractCallBytes } from "@pha/limits";
import { Outcome } from "./call.ts";
import { errors } from "./errors.ts";
import type { Scope } from "./scope.ts";
import { type AnswerFacts, answerBytes, type SignedState } from "./signed-state.ts";

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
  /** Ed25519, by the worker's session, over what {@link answerFacts} binds. */
  readonly signature: Hex;
  /** Bytes that the session signed. */
  readonly signed: Uint8Array;
  /** The same for others, who are not to know the answer. */
  readonly state: SignedState;
}

/** What an answer binds: by hashes, where it is the caller's own. */
export const answerFacts = (
  { codeHash }: Scope,
  requestHash: Uint8Array,
  { worker: _, ...statement }: Statement,
  outcome: Uint8Array,
): AnswerFacts => ({
  ...{ ...statement, codeHash },
  ...{ requestHash: toHex(requestHash), outcomeHash: toHex(sha256(outcome)) },
});

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
  const facts = answerFacts(scope, key.requestHash, statement, result);
  const signature = toHex(sign(answerBytes({ ...scope, worker: statement.worker }, facts)));
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
    const { statement, outcome, signature } = decode(
      Answer,
      unpad(openAnswer(primitives, key.secret, key.enc, sealed)),
    );
    const facts = answerFacts(scope, key.requestHash, statement, outcome);
    return {
      ...{ statement, outcome: decode(Outcome, outcome), signature },
      signed: answerBytes({ ...scope, worker: statement.worker }, facts),
      state: { type: "Answer", value: { facts, signature } },
    };
  } catch (cause) {
    throw errors.AnswerInvalid({}, cause);
  }
}
