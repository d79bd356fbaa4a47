import {
  bytes,
  concat,
  decode,
  encode,
  enumeration,
  fixedBytes,
  fromHex,
  H256,
  type Hex,
  passes,
  struct,
  type TypeOf,
  toHex,
  u8,
  u32,
  utf8,
  variant,
  vec,
} from "@pha/codec";
import { type KeyLabel as DerivedKeyLabel, openWith, type Primitives, sealTo, sha256 } from "@pha/crypto";
import { errors } from "./errors.ts";

const scope = { generation: u32, cluster: u32, contract: H256 };

/** Which key of which contract. The kinds differ in what a key survives (see `keyLabel` of `@pha/crypto`). */
export const KeyLabel = enumeration({
  encrypt: variant(0, struct({ ...scope, codeHash: H256, epoch: u32 })),
  tag: variant(1, struct({ ...scope, epoch: u32 })),
  random: variant(2, struct(scope)),
});
export type KeyLabel = TypeOf<typeof KeyLabel>;

/** A label in the form of `@pha/crypto`'s derivation. */
export const toDerivedLabel = ({ type, value }: KeyLabel): DerivedKeyLabel =>
  ({ kind: type, ...value }) as DerivedKeyLabel;

/** How many keys one request may be for. */
export const maxLabels = 16;

/** An enclave asks one gatekeeper for its parts of some keys. */
export const KeyRequest = struct({
  gatekeeper: H256,
  worker: H256,
  nonce: fixedBytes(16),
  labels: vec(KeyLabel, { max: maxLabels }),
});
export type KeyRequest = TypeOf<typeof KeyRequest>;

/** A request with the asking session's Ed25519 signature. */
export const SignedKeyRequest = struct({ request: KeyRequest, signature: fixedBytes(64) });
export type SignedKeyRequest = TypeOf<typeof SignedKeyRequest>;

/**
 * One gatekeeper's partial signatures (48 bytes each) in the order of the labels, and its number in the sharing that
 * this round of the labels' generation made: parts of different sharings do not add up.
 */
export const Partials = struct({ round: u32, index: u8, signatures: vec(fixedBytes(48), { max: maxLabels }) });
export type Partials = TypeOf<typeof Partials>;

const SealedPartials = struct({ enc: fixedBytes(32), ciphertext: bytes({ max: 4096 }) });
type SealedPartials = TypeOf<typeof SealedPartials>;

/** A gatekeeper's answer, with its identity's Ed25519 signature: on the bus others may answer in its name. */
const KeyRelease = struct({ sealed: SealedPartials, signature: fixedBytes(64) });

const domain = utf8("phala/release/v1");
const answerDomain = utf8("phala/release-answer/v1");

/** `"phala/release/v1" ‖ genesis ‖ request`: what the asking session signs. */
const statement = (genesis: Hex, request: KeyRequest) => concat(domain, fromHex(genesis), encode(KeyRequest, request));

/** Signs a request with the asker's session. */
export const signKeyRequest = (
  genesis: Hex,
  request: KeyRequest,
  sign: (message: Uint8Array) => Uint8Array,
): SignedKeyRequest => ({ request, signature: toHex(sign(statement(genesis, request))) });

/** Whether the session with this key made the request. */
export const isKeyRequestOf = (
  primitives: Primitives,
  genesis: Hex,
  signKey: Hex,
  { request, signature }: SignedKeyRequest,
): boolean => primitives.ed25519.verify(fromHex(signKey), statement(genesis, request), fromHex(signature));

/** `"phala/release-answer/v1" ‖ genesis ‖ SHA-256 of the request ‖ sealed partials`: what the gatekeeper's identity signs. */
const answerStatement = (genesis: Hex, signed: SignedKeyRequest, sealed: SealedPartials) =>
  concat(answerDomain, fromHex(genesis), requestHash(signed), encode(SealedPartials, sealed));

/** Seals partials to the session that asked; they open only as the answer to this very request, and are signed as that. */
export function sealPartials(
  { primitives, genesis, sign }: Answering,
  hpkeKey: Hex,
  signed: SignedKeyRequest,
  partials: Partials,
): Uint8Array {
  const info = concat(domain, fromHex(genesis));
  const { enc, ciphertext } = sealTo(primitives, hpkeKey, info, requestHash(signed), encode(Partials, partials));
  const sealed = { enc, ciphertext };
  return encode(KeyRelease, { sealed, signature: toHex(sign(answerStatement(genesis, signed, sealed))) });
}

/** Who answers, on which network. */
export interface Answering {
  readonly primitives: Primitives;
  readonly genesis: Hex;
  /** Signs as the gatekeeper's identity. */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/** Whether bytes are the answer of the gatekeeper that a request is for. Whoever is asked in vain cannot make others wait. */
export function isReleaseFor(
  primitives: Primitives,
  genesis: Hex,
  signed: SignedKeyRequest,
  answer: Uint8Array,
): boolean {
  return passes(() => void readRelease(primitives, genesis, signed, answer));
}

/**
 * Opens what {@link sealPartials} made.
 *
 * @throws `program.NotTheGatekeepers`, `crypto.Undecryptable`, `codec` errors
 */
export function openPartials(
  primitives: Primitives,
  genesis: Hex,
  hpkeSecret: Uint8Array,
  signed: SignedKeyRequest,
  answer: Uint8Array,
): Partials {
  const { enc, ciphertext } = readRelease(primitives, genesis, signed, answer);
  const info = concat(domain, fromHex(genesis));
  return decode(Partials, openWith(primitives, hpkeSecret, enc, info, requestHash(signed), ciphertext).plaintext);
}

/** @throws `program.NotTheGatekeepers`, `codec` errors */
function readRelease(
  { ed25519 }: Primitives,
  genesis: Hex,
  signed: SignedKeyRequest,
  answer: Uint8Array,
): SealedPartials {
  const { sealed, signature } = decode(KeyRelease, answer);
  const { gatekeeper } = signed.request;
  if (!ed25519.verify(fromHex(gatekeeper), answerStatement(genesis, signed, sealed), fromHex(signature)))
    throw errors.NotTheGatekeepers({ gatekeeper });
  return sealed;
}

const requestHash = (signed: SignedKeyRequest) => sha256(encode(SignedKeyRequest, signed));
