import {
  concat,
  decode,
  encode,
  fixedBytes,
  fromHex,
  type Hex,
  option,
  struct,
  type Type,
  type TypeOf,
  toHex,
  u32,
  u32be,
  utf8,
} from "@pha/codec";
import { type ExportSecret, openWith, type Primitives, pad, sealTo, sha256, unpad } from "@pha/crypto";
import { Certificate, checkGrant, verifyGrant } from "./certificate.ts";
import { errors } from "./errors.ts";
import { channelInfo, type Scope, scopeBytes } from "./scope.ts";

/** Longest time between issue and expiry of a request, in blocks. */
export const maxLifetime = 64;

/** Requests by what they are for; each is encrypted so that it cannot be taken for another. */
export type RequestKind = "query" | "session";

/** An encrypted request, as broker and host see it. */
export interface SealedRequest {
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

/** A request before it is encrypted. */
export interface Requested<Body> {
  /** Absent: anonymous. */
  readonly caller?: Caller | undefined;
  /** The newest finalized block the client knows. */
  readonly issued: number;
  readonly body: Body;
}

/** What both ends have of one request, and nobody else. */
export interface RequestSecret {
  /** `SHA-256(enc ‖ ciphertext)`. */
  readonly requestHash: Uint8Array;
  readonly enc: Hex;
  readonly exportSecret: ExportSecret;
}

/** A request that an enclave opened and may act on. */
export interface OpenedRequest<Body> extends RequestSecret {
  /** The verified account, or `undefined` for an anonymous caller. */
  readonly caller: Hex | undefined;
  /** The client key that the certificate names. */
  readonly certifiedKey: Hex | undefined;
  /** How often the caller's account had revoked when it signed the certificate; 0 for nobody. */
  readonly revocations: number;
  /** The certificate's client key and the nonce: what a replay repeats. Anonymous requests have a nonce alone. */
  readonly replayKey: string;
  /** Blocks between which the request may be answered. */
  readonly issued: number;
  readonly expiry: number;
  /** The last block at which the caller's certificate counts; none for nobody. */
  readonly certifiedUntil: number | undefined;
  readonly body: Body;
}

/** Certificates that were verified before, so that an account's signature costs once. */
export interface VerifiedCertificates {
  has(certificate: Hex): boolean;
  add(certificate: Hex): unknown;
}

const Signed = struct({ certificate: Certificate, signature: fixedBytes(64) });
type Signed = TypeOf<typeof Signed>;

interface Envelope<Body> {
  readonly caller: Signed | undefined;
  readonly nonce: Hex;
  readonly issued: number;
  readonly expiry: number;
  readonly body: Body;
}

const envelopeOf = <Body>(body: Type<Body>): Type<Envelope<Body>> =>
  struct({ caller: option(Signed), nonce: fixedBytes(16), issued: u32, expiry: u32, body });

/** One kind of request. */
export interface RequestForm<Body> {
  /** Encrypts a request to a contract's key. */
  readonly seal: (
    primitives: Primitives,
    contractKey: Hex,
    scope: Scope,
    requested: Requested<Body>,
  ) => { readonly sealed: SealedRequest; readonly secret: RequestSecret };
  /**
   * Decrypts a request and checks who asks, in the enclave. Freshness against the chain and replays are the caller's part.
   *
   * @throws `channel` errors
   */
  readonly open: (
    primitives: Primitives,
    contractSecret: Uint8Array,
    scope: Scope,
    sealed: SealedRequest,
    verified: VerifiedCertificates,
  ) => OpenedRequest<Body>;
}

const noAad = new Uint8Array();
const requestHash = (enc: Hex, ciphertext: Uint8Array) => sha256(concat(fromHex(enc), ciphertext));

/** Makes a kind of request with this body. */
export function requestForm<Body>(kind: RequestKind, body: Type<Body>): RequestForm<Body> {
  const Envelope = envelopeOf(body);

  /** `"phala/request/v1" ‖ genesis ‖ contract ‖ code hash ‖ u32 epoch ‖ enc ‖ nonce ‖ u32 issued ‖ u32 expiry ‖ body`. */
  const statement = (scope: Scope, enc: Hex, envelope: Omit<Envelope<Body>, "caller">): Uint8Array =>
    concat(
      utf8("phala/request/v1"),
      scopeBytes(scope),
      fromHex(enc),
      fromHex(envelope.nonce),
      u32be(envelope.issued),
      u32be(envelope.expiry),
      encode(body, envelope.body),
    );

  function checkCaller(
    primitives: Primitives,
    scope: Scope,
    enc: Hex,
    envelope: Envelope<Body>,
    { certificate, signature }: Signed,
    verified: VerifiedCertificates,
  ): void {
    checkGrant(certificate.grant, scope.contract, envelope.expiry);
    const id = toHex(encode(Certificate, certificate));
    if (!verified.has(id)) {
      verifyGrant(scope.genesis, certificate);
      verified.add(id);
    }
    const clientKey = fromHex(certificate.grant.clientKey);
    if (!primitives.ed25519.verify(clientKey, statement(scope, enc, envelope), fromHex(signature)))
      throw errors.RequestSignatureInvalid();
  }

  function readEnvelope(padded: Uint8Array): Envelope<Body> {
    try {
      return decode(Envelope, unpad(padded));
    } catch (cause) {
      throw errors.BadRequest({}, cause);
    }
  }

  return {
    seal(primitives, contractKey, scope, { caller, issued, body }) {
      const last = Math.min(issued + maxLifetime, caller?.certificate.grant.expiry ?? Number.POSITIVE_INFINITY);
      const content = { nonce: toHex(primitives.randomBytes(16)), issued, expiry: Math.max(issued, last), body };
      const sign = (enc: Hex, { certificate, clientSecret }: Caller) => ({
        certificate,
        signature: toHex(primitives.ed25519.sign(clientSecret, statement(scope, enc, content))),
      });
      const envelope = (enc: Hex) => pad(encode(Envelope, { caller: caller && sign(enc, caller), ...content }));
      const info = channelInfo(kind, scope);
      const { enc, ciphertext, exportSecret } = sealTo(primitives, contractKey, info, noAad, envelope);
      const secret = { requestHash: requestHash(enc, ciphertext), enc, exportSecret };
      return { sealed: { enc, ciphertext }, secret };
    },

    open(primitives, contractSecret, scope, { enc, ciphertext }, verified) {
      const { plaintext, exportSecret } = decrypt(
        primitives,
        contractSecret,
        channelInfo(kind, scope),
        enc,
        ciphertext,
      );
      const envelope = readEnvelope(plaintext);
      const { nonce, issued, expiry, body, caller } = envelope;
      if (expiry < issued || expiry - issued > maxLifetime)
        throw errors.RequestExpired({ issued, expiry, maxLifetime });
      if (caller) checkCaller(primitives, scope, enc, envelope, caller, verified);
      return {
        caller: caller?.certificate.account,
        certifiedKey: caller?.certificate.grant.clientKey,
        revocations: caller?.certificate.grant.revocations ?? 0,
        replayKey: `${caller?.certificate.grant.clientKey ?? ""}${nonce}`,
        certifiedUntil: caller?.certificate.grant.expiry,
        ...{ issued, expiry, body, enc, exportSecret },
        requestHash: requestHash(enc, ciphertext),
      };
    },
  };
}

function decrypt(primitives: Primitives, secret: Uint8Array, info: Uint8Array, enc: Hex, ciphertext: Uint8Array) {
  try {
    return openWith(primitives, secret, enc, info, noAad, ciphertext);
  } catch (cause) {
    throw errors.Undecipherable({}, cause);
  }
}
