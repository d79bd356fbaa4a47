import {
  bytes,
  concat,
  decode,
  encode,
  fromHex,
  type Hex,
  struct,
  type TypeOf,
  toHex,
  u32,
  u64be,
  utf8,
} from "@pha/codec";
import { type Primitives, pad, sha256, unpad } from "@pha/crypto";
import { maxContractCallBytes } from "@pha/limits";
import { answerFacts, type OpenedAnswer, Statement } from "./answer.ts";
import { Call, Outcome } from "./call.ts";
import { errors } from "./errors.ts";
import { Evidence, readEvidence } from "./evidence.ts";
import { maxLifetime } from "./request.ts";
import { QueryId } from "./request-id.ts";
import type { SessionKeys } from "./session.ts";
import { answerBytes } from "./signed-state.ts";

/** One question in a session. */
export const Ask = struct({
  id: QueryId,
  /** Blocks between which it may be answered, at most {@link maxLifetime}. */
  issued: u32,
  expiry: u32,
  call: Call,
});
export type Ask = TypeOf<typeof Ask>;

const Answer = struct({
  statement: Statement,
  outcome: bytes({ max: maxContractCallBytes + 2_048 }),
  evidence: Evidence,
});

/** An ask that an enclave opened. */
export interface OpenedAsk extends Ask {
  /** Its number in the session. */
  readonly seq: number;
  /** `SHA-256("phala/ask/v1" ‖ SHA-256(T) ‖ u64 number ‖ body)`. */
  readonly requestHash: Uint8Array;
}

/** A frame of a session, `id ‖ u64 seq ‖ AEAD`, as who carries it sees it. */
const headBytes = 24;
const tagBytes = 16;

type Direction = 0 | 1;
const toWorker = 0;
const toClient = 1;

/** Names the session that a frame is of; nothing where it is none. */
export const frameSession = (frame: Uint8Array): Hex | undefined =>
  frame.length < headBytes + tagBytes ? undefined : toHex(frame.subarray(0, 16));

const nonceOf = (seq: Uint8Array): Uint8Array => concat(new Uint8Array(4), seq);
/** `id ‖ direction ‖ u64 seq`. */
const aadOf = (id: Uint8Array, direction: Direction, seq: Uint8Array) => concat(id, Uint8Array.of(direction), seq);

function seal(
  primitives: Primitives,
  key: Uint8Array,
  id: Hex,
  direction: Direction,
  seq: number,
  message: Uint8Array,
) {
  const [name, number] = [fromHex(id), u64be(BigInt(seq))];
  const { chacha20poly1305 } = primitives;
  return concat(
    name,
    number,
    chacha20poly1305.seal(key, nonceOf(number), aadOf(name, direction, number), pad(message)),
  );
}

/** @throws `crypto` errors for what is no frame of this session and direction */
function open(primitives: Primitives, key: Uint8Array, { id }: SessionKeys, direction: Direction, frame: Uint8Array) {
  const number = frame.subarray(16, headBytes);
  const aad = aadOf(fromHex(id), direction, number);
  const padded = primitives.chacha20poly1305.open(key, nonceOf(number), aad, frame.subarray(headBytes));
  const seq = Number(new DataView(number.buffer, number.byteOffset).getBigUint64(0));
  return { seq, message: unpad(padded) };
}

const requestHashOf = ({ transcript }: SessionKeys, seq: number, body: Uint8Array): Uint8Array =>
  sha256(concat(utf8("phala/ask/v1"), transcript, u64be(BigInt(seq)), body));

/** An ask as it is sent, and what reads the answer to it. */
export interface SealedAsk {
  readonly frame: Uint8Array;
  /** @throws `channel.AnswerInvalid` when it is not the session's answer to just this ask */
  readonly read: (answer: Uint8Array) => OpenedAnswer;
}

/** Encrypts an ask. No number is used twice. */
export function sealAsk(primitives: Primitives, keys: SessionKeys, seq: number, ask: Ask): SealedAsk {
  const body = encode(Ask, ask);
  const requestHash = requestHashOf(keys, seq, body);
  return {
    frame: seal(primitives, keys.asks, keys.id, toWorker, seq, body),
    read(answer) {
      try {
        const opened = open(primitives, keys.answers, keys, toClient, answer);
        if (frameSession(answer) !== keys.id || opened.seq !== seq) throw errors.AnswerInvalid();
        const { statement, outcome, evidence } = decode(Answer, opened.message);
        const { scope, sessionNumber } = keys;
        const facts = answerFacts(scope, requestHash, statement, outcome);
        const said = answerBytes({ ...scope, worker: statement.worker }, facts);
        return {
          ...{ statement, outcome: decode(Outcome, outcome), signature: evidence.signature },
          signed: readEvidence(primitives, { genesis: scope.genesis, sessionNumber }, said, evidence),
          state: { type: "Batched", value: { facts, sessionNumber, evidence } },
        };
      } catch (cause) {
        throw errors.AnswerInvalid({}, cause);
      }
    },
  };
}

/**
 * Decrypts an ask, in the enclave. Freshness against the chain, and whether it came before, are the caller's part.
 *
 * @throws `channel.Undecipherable`, `channel.BadRequest`, `channel.RequestExpired`
 */
export function openAsk(primitives: Primitives, keys: SessionKeys, frame: Uint8Array): OpenedAsk {
  const { seq, message } = decrypt(primitives, keys, frame);
  const ask = readAsk(message);
  const { issued, expiry } = ask;
  if (expiry < issued || expiry - issued > maxLifetime) throw errors.RequestExpired({ issued, expiry, maxLifetime });
  return { ...ask, seq, requestHash: requestHashOf(keys, seq, message) };
}

function readAsk(message: Uint8Array): Ask {
  try {
    return decode(Ask, message);
  } catch (cause) {
    throw errors.BadRequest({}, cause);
  }
}

function decrypt(primitives: Primitives, keys: SessionKeys, frame: Uint8Array) {
  try {
    return open(primitives, keys.asks, keys, toWorker, frame);
  } catch (cause) {
    throw errors.Undecipherable({}, cause);
  }
}

/** An answer before it is signed: what is to be signed, and what makes the frame once it is. */
export interface UnsignedAnswer {
  readonly said: Uint8Array;
  readonly seal: (evidence: Evidence) => Uint8Array;
}

/** Makes the answer to an ask, inside the enclave. */
export function answerAsk(
  primitives: Primitives,
  keys: SessionKeys,
  { seq, requestHash }: Pick<OpenedAsk, "seq" | "requestHash">,
  statement: Statement,
  outcome: Outcome,
): UnsignedAnswer {
  const result = encode(Outcome, outcome);
  return {
    said: answerBytes(
      { ...keys.scope, worker: statement.worker },
      answerFacts(keys.scope, requestHash, statement, result),
    ),
    seal: (evidence) => {
      const answer = encode(Answer, { statement, outcome: result, evidence });
      return seal(primitives, keys.answers, keys.id, toClient, seq, answer);
    },
  };
}
