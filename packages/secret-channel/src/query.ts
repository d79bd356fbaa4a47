import {
  concat,
  decode,
  encode,
  fixedBytes,
  fromHex,
  type Hex,
  option,
  struct,
  type TypeOf,
  toHex,
  u32,
  u32be,
  utf8,
} from "@pha/codec";
import { ANSWER_LABEL, ANSWER_SECRET_LENGTH, openWith, type Primitives, pad, sealTo, sha256, unpad } from "@pha/crypto";
import type { AnswerKey } from "./answer.ts";
import { Call } from "./call.ts";
import { Certificate, checkGrant, verifyGrant } from "./certificate.ts";
import { errors } from "./errors.ts";
import { channelInfo, type Scope } from "./scope.ts";

/** Longest time between issue and expiry of a request, in blocks. */
export const maxLifetime = 64;

const Body = struct({
  /** Only this worker may answer. */
  worker: option(fixedBytes(32)),
  call: Call,
});

const Envelope = struct({
  caller: option(struct({ certificate: Certificate, signature: fixedBytes(64) })),
  nonce: fixedBytes(16),
  /** Blocks between which the request may be answered. */
  issued: u32,
  expiry: u32,
  body: Body,
});
type Envelope = TypeOf<typeof Envelope>;

/** An encrypted query, as broker and host see it. */
export interface SealedQuery {
  /** HPKE encapsulation, 32 bytes. */
  readonly enc: Hex;
  readonly ciphertext: Uint8Array;
}

/** Who asks: a certificate and the client key that it names. */
export interface Caller {
  readonly certificate: Certificate;
  /** Ed25519 secret key, 32 bytes. */
  readonly clientSecret: Uint8Array;
}

/** A query before it is encrypted. */
export interface Query {
  /** Absent: anonymous. */
  readonly caller?: Caller | undefined;
  readonly worker?: Hex | undefined;
  /** The newest finalized block the client knows. */
  readonly issued: number;
  readonly call: Call;
}

/** A query that an enclave opened and may run. */
export interface OpenedQuery {
  /** The verified account, or `undefined` for an anonymous caller. */
  readonly caller: Hex | undefined;
  /** How often the caller's account had revoked when it signed the certificate; 0 for nobody. */
  readonly revocations: number;
  /** The certificate's client key and the nonce: what a replay repeats. Anonymous queries have a nonce alone. */
  readonly replayKey: string;
  readonly issued: number;
  readonly expiry: number;
  readonly worker: Hex | undefined;
  readonly call: Call;
  readonly answerKey: AnswerKey;
}

/** `"phala/request/v1" ‖ genesis ‖ contract ‖ code hash ‖ u32 epoch ‖ enc ‖ nonce ‖ u32 issued ‖ u32 expiry ‖ body`. */
const requestStatement = (scope: Scope, enc: Hex, { nonce, issued, expiry, body }: Omit<Envelope, "caller">) =>
  concat(
    utf8("phala/request/v1"),
    fromHex(scope.genesis),
    fromHex(scope.contract),
    fromHex(scope.codeHash),
    u32be(scope.epoch),
    fromHex(enc),
    fromHex(nonce),
    u32be(issued),
    u32be(expiry),
    encode(Body, body),
  );

const noAad = new Uint8Array();
const requestHash = (enc: Hex, ciphertext: Uint8Array) => sha256(concat(fromHex(enc), ciphertext));

/** Encrypts a query to a contract's key; the answer key opens its answer. */
export function sealQuery(
  primitives: Primitives,
  contractKey: Hex,
  scope: Scope,
  query: Query,
): { readonly sealed: SealedQuery; readonly answerKey: AnswerKey } {
  const { issued, caller } = query;
  const last = Math.min(issued + maxLifetime, caller?.certificate.grant.expiry ?? Number.POSITIVE_INFINITY);
  const content = {
    nonce: toHex(primitives.randomBytes(16)),
    issued,
    expiry: Math.max(issued, last),
    body: { worker: query.worker, call: query.call },
  };
  const envelope = (enc: Hex) => {
    const sign = ({ certificate, clientSecret }: Caller) => ({
      certificate,
      signature: toHex(primitives.ed25519.sign(clientSecret, requestStatement(scope, enc, content))),
    });
    return pad(encode(Envelope, { caller: caller && sign(caller), ...content }));
  };
  const { enc, ciphertext, exportSecret } = sealTo(
    primitives,
    contractKey,
    channelInfo("query", scope),
    noAad,
    envelope,
  );
  const secret = exportSecret(ANSWER_LABEL, ANSWER_SECRET_LENGTH);
  return { sealed: { enc, ciphertext }, answerKey: { requestHash: requestHash(enc, ciphertext), enc, secret } };
}

/**
 * Decrypts a query and checks who asks, in the enclave. Freshness against the chain and replays are the caller's part.
 *
 * @param verified - certificates that were verified before, so that an account's signature costs once
 * @throws `channel` errors
 */
export function openQuery(
  primitives: Primitives,
  contractSecret: Uint8Array,
  scope: Scope,
  { enc, ciphertext }: SealedQuery,
  verified: { has(certificate: Hex): boolean; add(certificate: Hex): unknown },
): OpenedQuery {
  const { padded, secret } = decrypt(primitives, contractSecret, scope, { enc, ciphertext });
  const envelope = readEnvelope(padded);
  const { nonce, issued, expiry, body, caller } = envelope;
  if (expiry < issued || expiry - issued > maxLifetime) throw errors.RequestExpired({ issued, expiry, maxLifetime });
  if (caller) checkCaller(primitives, scope, enc, envelope, caller, verified);
  return {
    caller: caller?.certificate.account,
    revocations: caller?.certificate.grant.revocations ?? 0,
    replayKey: `${caller?.certificate.grant.clientKey ?? ""}${nonce}`,
    issued,
    expiry,
    worker: body.worker,
    call: body.call,
    answerKey: { requestHash: requestHash(enc, ciphertext), enc, secret },
  };
}

function checkCaller(
  primitives: Primitives,
  scope: Scope,
  enc: Hex,
  envelope: Envelope,
  { certificate, signature }: NonNullable<Envelope["caller"]>,
  verified: { has(certificate: Hex): boolean; add(certificate: Hex): unknown },
): void {
  checkGrant(certificate.grant, scope.contract, envelope.expiry);
  const id = toHex(encode(Certificate, certificate));
  if (!verified.has(id)) {
    verifyGrant(scope.genesis, certificate);
    verified.add(id);
  }
  const clientKey = fromHex(certificate.grant.clientKey);
  if (!primitives.ed25519.verify(clientKey, requestStatement(scope, enc, envelope), fromHex(signature)))
    throw errors.RequestSignatureInvalid();
}

function decrypt(
  primitives: Primitives,
  contractSecret: Uint8Array,
  scope: Scope,
  { enc, ciphertext }: SealedQuery,
): { readonly padded: Uint8Array; readonly secret: Uint8Array } {
  try {
    const info = channelInfo("query", scope);
    const { plaintext, exportSecret } = openWith(primitives, contractSecret, enc, info, noAad, ciphertext);
    return { padded: plaintext, secret: exportSecret(ANSWER_LABEL, ANSWER_SECRET_LENGTH) };
  } catch (cause) {
    throw errors.Undecipherable({}, cause);
  }
}

function readEnvelope(padded: Uint8Array): Envelope {
  try {
    return decode(Envelope, unpad(padded));
  } catch (cause) {
    throw errors.BadRequest({}, cause);
  }
}
