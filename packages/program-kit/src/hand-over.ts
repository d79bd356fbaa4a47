import {
  bytes,
  concat,
  decode,
  encode,
  fixedBytes,
  fromHex,
  H256,
  type Hex,
  passes,
  struct,
  type TypeOf,
  toHex,
  u16,
  u32,
  utf8,
} from "@pha/codec";
import { openWith, type Primitives, sealTo, sha256 } from "@pha/crypto";
import { maxCheckpointPartBytes } from "@pha/limits";
import { errors } from "./errors.ts";

/** A worker asks another one for a part of a contract's checkpoint. Requests for the parts of one have the same nonce. */
export const HandOverRequest = struct({
  giver: H256,
  asker: H256,
  nonce: fixedBytes(16),
  contract: H256,
  /** The state height that the asker knows agreed on. */
  height: u32,
  part: u16,
});
export type HandOverRequest = TypeOf<typeof HandOverRequest>;

/** A request with the asking session's Ed25519 signature. */
export const SignedHandOverRequest = struct({ request: HandOverRequest, signature: fixedBytes(64) });
export type SignedHandOverRequest = TypeOf<typeof SignedHandOverRequest>;

const SealedPart = struct({ enc: fixedBytes(32), ciphertext: bytes({ max: maxCheckpointPartBytes }) });

/** A part, sealed to the asker's session, with the giver's identity's Ed25519 signature: on the bus others may answer in its name. */
const HandOver = struct({ sealed: SealedPart, signature: fixedBytes(64) });

const domain = utf8("phala/hand-over/v1");
const answerDomain = utf8("phala/hand-over-answer/v1");

/** `"phala/hand-over/v1" ‖ genesis ‖ request`: what the asking session signs. */
const statement = (genesis: Hex, request: HandOverRequest) =>
  concat(domain, fromHex(genesis), encode(HandOverRequest, request));

/** Signs a request with the asker's session. */
export const signHandOverRequest = (
  genesis: Hex,
  request: HandOverRequest,
  sign: (message: Uint8Array) => Uint8Array,
): SignedHandOverRequest => ({ request, signature: toHex(sign(statement(genesis, request))) });

/** Whether the session with this key made the request. */
export const isHandOverRequestOf = (
  { ed25519 }: Primitives,
  genesis: Hex,
  signKey: Hex,
  { request, signature }: SignedHandOverRequest,
): boolean => ed25519.verify(fromHex(signKey), statement(genesis, request), fromHex(signature));

/** `"phala/hand-over-answer/v1" ‖ genesis ‖ SHA-256 of the request ‖ SHA-256 of the sealed part`: what the giver's identity signs. */
const answerStatement = (genesis: Hex, signed: SignedHandOverRequest, sealed: TypeOf<typeof SealedPart>) =>
  concat(answerDomain, fromHex(genesis), requestHash(signed), sha256(encode(SealedPart, sealed)));

/** Who gives, on which network. */
interface Giving {
  readonly primitives: Primitives;
  readonly genesis: Hex;
  /** Signs as the giver's identity. */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/** Seals a part to the session that asked; it opens only as the answer to this very request, and is signed as that. */
export function sealHandOver(
  { primitives, genesis, sign }: Giving,
  hpkeKey: Hex,
  signed: SignedHandOverRequest,
  part: Uint8Array,
): Uint8Array {
  const info = concat(domain, fromHex(genesis));
  const { enc, ciphertext } = sealTo(primitives, hpkeKey, info, requestHash(signed), part);
  const sealed = { enc, ciphertext };
  return encode(HandOver, { sealed, signature: toHex(sign(answerStatement(genesis, signed, sealed))) });
}

/** Whether bytes are the answer of the worker that a request is for. */
export const isHandOverFor = (
  primitives: Primitives,
  genesis: Hex,
  signed: SignedHandOverRequest,
  answer: Uint8Array,
): boolean => passes(() => void readHandOver(primitives, genesis, signed, answer));

/**
 * Opens what {@link sealHandOver} made.
 *
 * @throws `program.NotTheGivers`, `crypto.Undecryptable`, `codec` errors
 */
export function openHandOver(
  primitives: Primitives,
  genesis: Hex,
  hpkeSecret: Uint8Array,
  signed: SignedHandOverRequest,
  answer: Uint8Array,
): Uint8Array {
  const { enc, ciphertext } = readHandOver(primitives, genesis, signed, answer);
  const info = concat(domain, fromHex(genesis));
  return openWith(primitives, hpkeSecret, enc, info, requestHash(signed), ciphertext).plaintext;
}

/** @throws `program.NotTheGivers`, `codec` errors */
function readHandOver(
  { ed25519 }: Primitives,
  genesis: Hex,
  signed: SignedHandOverRequest,
  answer: Uint8Array,
): TypeOf<typeof SealedPart> {
  const { sealed, signature } = decode(HandOver, answer);
  const { giver } = signed.request;
  if (!ed25519.verify(fromHex(giver), answerStatement(genesis, signed, sealed), fromHex(signature)))
    throw errors.NotTheGivers({ giver });
  return sealed;
}

const requestHash = (signed: SignedHandOverRequest) => sha256(encode(SignedHandOverRequest, signed));
