import { concat, fromHex, type Hex, utf8 } from "@pha/codec";
import { errors } from "../errors.ts";
import { hkdfExpand, hkdfExtract } from "../hash/hkdf.ts";
import type { Primitives } from "../primitives.ts";

/** Label under which both sides export the secret for answers; ask for {@link ANSWER_SECRET_LENGTH} bytes. */
export const ANSWER_LABEL = "phala/answer/v1";

/** Bytes of the exported secret: max(Nk, Nh) of RFC 9458 §4.4 is 32. */
export const ANSWER_SECRET_LENGTH = 32;

/** Bytes of the response nonce: max(Nn, Nk) of RFC 9458 §4.4. */
export const ANSWER_NONCE_LENGTH = 32;

const NOTHING = new Uint8Array(0);

/** Key and nonce of RFC 9458 §4.4, steps 2 to 5. */
function answerKey(primitives: Primitives, secret: Uint8Array, enc: Hex, responseNonce: Uint8Array) {
  const prk = hkdfExtract(concat(fromHex(enc), responseNonce), secret, primitives.hmacSha256);
  const derive = (label: string, length: number) => hkdfExpand(prk, utf8(label), length, primitives.hmacSha256);
  return { key: derive("key", 32), nonce: derive("nonce", 12) };
}

/**
 * Encrypts the answer to an HPKE request, as RFC 9458 §4.4 does.
 *
 * @param secret - `exportSecret(ANSWER_LABEL, ANSWER_SECRET_LENGTH)` of the request.
 * @param enc - The request's encapsulated key.
 * @param responseNonce - 32 bytes, fresh for every answer; or `HMAC(secret, plaintext)` for one that must be the same
 *   wherever it is computed.
 * @returns `response nonce ‖ ciphertext`
 * @throws `crypto.BadLength`
 */
export function sealAnswer(
  primitives: Primitives,
  secret: Uint8Array,
  enc: Hex,
  responseNonce: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  if (responseNonce.length !== ANSWER_NONCE_LENGTH) {
    throw errors.BadLength({ expected: ANSWER_NONCE_LENGTH, actual: responseNonce.length });
  }
  const { key, nonce } = answerKey(primitives, secret, enc, responseNonce);
  return concat(responseNonce, primitives.chacha20poly1305.seal(key, nonce, NOTHING, plaintext));
}

/**
 * Decrypts what {@link sealAnswer} made for the same request.
 *
 * @throws `crypto.Undecryptable`
 */
export function openAnswer(primitives: Primitives, secret: Uint8Array, enc: Hex, sealed: Uint8Array): Uint8Array {
  const { key, nonce } = answerKey(primitives, secret, enc, sealed.subarray(0, ANSWER_NONCE_LENGTH));
  return primitives.chacha20poly1305.open(key, nonce, NOTHING, sealed.subarray(ANSWER_NONCE_LENGTH));
}
