import {
  concat,
  decode,
  encode,
  fixedBytes,
  fromHex,
  H256,
  type Hex,
  option,
  struct,
  type TypeOf,
  toHex,
  u32,
  u32be,
  u64,
  u64be,
  utf8,
} from "@pha/codec";
import {
  ANSWER_LABEL,
  ANSWER_SECRET_LENGTH,
  type ExportSecret,
  hkdfExpand,
  hkdfExtract,
  openAnswer,
  type Primitives,
  pad,
  sealAnswer,
  sha256,
  unpad,
} from "@pha/crypto";
import { errors } from "./errors.ts";
import { type Caller, type OpenedRequest, type RequestSecret, requestForm, type SealedRequest } from "./request.ts";
import { type Scope, scopeBytes } from "./scope.ts";

const label = "phala/session/v1";

const Opening = struct({
  /** Only this worker may answer. */
  worker: option(fixedBytes(32)),
  /** The client's half of a key agreement that both sides forget. */
  clientKey: fixedBytes(32),
});
type Opening = TypeOf<typeof Opening>;

const opening = requestForm("session", Opening);

/** What a worker says of a session that it opens, under its own session's signature. */
export const Welcome = struct({
  /** Identity of the worker, and the number of its session on the ledger. */
  worker: fixedBytes(32),
  sessionNumber: u64,
  /** The finalized block on which it was opened. */
  number: u32,
  blockHash: H256,
  /** Block time at which it is over, if nothing ends it before. */
  untilMs: u64,
});
export type Welcome = TypeOf<typeof Welcome>;

const SealedWelcome = struct({ statement: Welcome, workerKey: fixedBytes(32), signature: fixedBytes(64) });

/** Both ends of a session have these, and nobody else: all of it comes of keys that were forgotten. */
export interface SessionKeys {
  /** Names the session to who carries its frames. */
  readonly id: Hex;
  readonly scope: Scope;
  readonly sessionNumber: bigint;
  /** SHA-256 of what the handshake said. */
  readonly transcript: Uint8Array;
  /** Key of what the client sends, and of what the worker sends. */
  readonly asks: Uint8Array;
  readonly answers: Uint8Array;
}

/** A session that a worker opened; whether it may be believed is for the verifier to find out. */
export interface OpenedWelcome {
  readonly statement: Welcome;
  /** Ed25519, by the worker's session, over `signed`. */
  readonly signature: Hex;
  readonly signed: Uint8Array;
  readonly keys: SessionKeys;
}

/** A request for a session, and what reads the answer to it. */
export interface Beginning {
  readonly sealed: SealedRequest;
  /**
   * Reads one answer, whatever comes of it: the key that agrees with the worker's is forgotten then.
   *
   * @throws `channel.AnswerInvalid` when it is not the encrypted answer to this request, or not the first that is read
   */
  readonly read: (answer: Uint8Array) => OpenedWelcome;
}

/**
 * `"phala/session/v1" ‖ genesis ‖ contract ‖ code hash ‖ u32 epoch ‖ request hash ‖ C ‖ W ‖ worker ‖ u64 session number ‖
 * u32 number ‖ block hash ‖ u64 until`.
 */
const transcriptOf = (scope: Scope, requestHash: Uint8Array, clientKey: Hex, workerKey: Hex, said: Welcome) =>
  concat(
    utf8(label),
    scopeBytes(scope),
    requestHash,
    fromHex(clientKey),
    fromHex(workerKey),
    fromHex(said.worker),
    u64be(said.sessionNumber),
    u32be(said.number),
    fromHex(said.blockHash),
    u64be(said.untilMs),
  );

/** `prk = HKDF-Extract(SHA-256(T), X25519(C, W) ‖ HPKE export)`, and of it a key for each direction. */
function keysOf(
  { hmacSha256 }: Primitives,
  scope: Scope,
  sessionNumber: bigint,
  transcript: Uint8Array,
  agreed: Uint8Array,
  exportSecret: ExportSecret,
): SessionKeys {
  const prk = hkdfExtract(transcript, concat(agreed, exportSecret(label, 32)), hmacSha256);
  const derive = (name: string) => hkdfExpand(prk, utf8(name), 32, hmacSha256);
  const [asks, answers] = [derive("asks"), derive("answers")];
  prk.fill(0);
  agreed.fill(0);
  return { id: toHex(transcript.subarray(0, 16)), scope, sessionNumber, transcript, asks, answers };
}

/** Begins a session: one request for all that are to come, encrypted to a contract's key. */
export function beginSession(
  primitives: Primitives,
  contractKey: Hex,
  scope: Scope,
  {
    caller,
    worker,
    issued,
  }: { readonly caller?: Caller | undefined; readonly worker?: Hex | undefined; readonly issued: number },
): Beginning {
  const pair = primitives.x25519.generate();
  const clientKey = toHex(pair.publicKey);
  const { sealed, secret } = opening.seal(primitives, contractKey, scope, {
    ...{ caller, issued, body: { worker, clientKey } },
  });
  let isRead = false;
  return {
    sealed,
    read(answer) {
      if (isRead) throw errors.AnswerInvalid();
      isRead = true;
      try {
        const answerSecret = secret.exportSecret(ANSWER_LABEL, ANSWER_SECRET_LENGTH);
        const plaintext = unpad(openAnswer(primitives, answerSecret, secret.enc, answer));
        const { statement, workerKey, signature } = decode(SealedWelcome, plaintext);
        const agreed = primitives.x25519.sharedSecret(pair.privateKey, fromHex(workerKey));
        const signed = transcriptOf(scope, secret.requestHash, clientKey, workerKey, statement);
        const transcript = sha256(signed);
        const { sessionNumber } = statement;
        const keys = keysOf(primitives, scope, sessionNumber, transcript, agreed, secret.exportSecret);
        return { statement, signature, signed, keys };
      } catch (cause) {
        throw errors.AnswerInvalid({}, cause);
      } finally {
        pair.privateKey.fill(0);
      }
    },
  };
}

/** A request for a session that an enclave opened and may grant. */
export interface OpenedBeginning extends Omit<OpenedRequest<never>, "body">, Opening {}

/**
 * Decrypts a request for a session and checks who asks, in the enclave. Freshness against the chain and replays are the
 * caller's part.
 *
 * @throws `channel` errors
 */
export function openBeginning(...given: Parameters<typeof opening.open>): OpenedBeginning {
  const { body, ...opened } = opening.open(...given);
  return { ...opened, ...body };
}

/**
 * Grants a session, in the enclave.
 *
 * @throws `channel.BadRequest` for a client's key that agrees on nothing
 */
export function welcome(
  primitives: Primitives,
  scope: Scope,
  { clientKey, requestHash, enc, exportSecret }: RequestSecret & Pick<Opening, "clientKey">,
  statement: Welcome,
  sign: (message: Uint8Array) => Uint8Array,
): { readonly answer: Uint8Array; readonly keys: SessionKeys } {
  const pair = primitives.x25519.generate();
  const workerKey = toHex(pair.publicKey);
  const agreed = agree(primitives, pair.privateKey, clientKey);
  const signed = transcriptOf(scope, requestHash, clientKey, workerKey, statement);
  const keys = keysOf(primitives, scope, statement.sessionNumber, sha256(signed), agreed, exportSecret);
  const plaintext = pad(encode(SealedWelcome, { statement, workerKey, signature: toHex(sign(signed)) }));
  const secret = exportSecret(ANSWER_LABEL, ANSWER_SECRET_LENGTH);
  return { answer: sealAnswer(primitives, secret, enc, primitives.randomBytes(32), plaintext), keys };
}

/** Agrees with the client, once: the secret is forgotten, whatever comes of it. */
function agree({ x25519 }: Primitives, secret: Uint8Array, clientKey: Hex): Uint8Array {
  try {
    return x25519.sharedSecret(secret, fromHex(clientKey));
  } catch (cause) {
    throw errors.BadRequest({}, cause);
  } finally {
    secret.fill(0);
  }
}
