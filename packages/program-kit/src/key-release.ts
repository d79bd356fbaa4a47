import {
  decode,
  encode,
  enumeration,
  fixedBytes,
  H256,
  type Hex,
  struct,
  type TypeOf,
  u8,
  u32,
  variant,
  vec,
} from "@pha/codec";
import type { KeyLabel as DerivedKeyLabel, Primitives } from "@pha/crypto";
import { errors } from "./errors.ts";
import { type Answering, defineExchange } from "./exchange.ts";

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

const release = defineExchange<KeyRequest>({
  name: "release",
  request: KeyRequest,
  signedRequest: SignedKeyRequest,
  maxAnswerBytes: 4_096,
  askedOf: ({ gatekeeper }) => gatekeeper,
  notTheirs: (gatekeeper) => errors.NotTheGatekeepers({ gatekeeper }),
});

/** Signs a request with the asker's session. */
export const signKeyRequest = release.sign;

/** Whether the session with this key made the request. */
export const isKeyRequestOf = release.isOf;

/** Seals partials to the session that asked; they open only as the answer to this very request, and are signed as that. */
export const sealPartials = (
  answering: Answering,
  hpkeKey: Hex,
  signed: SignedKeyRequest,
  partials: Partials,
): Uint8Array => release.seal(answering, hpkeKey, signed, encode(Partials, partials));

/** Whether bytes are the answer of the gatekeeper that a request is for. Whoever is asked in vain cannot make others wait. */
export const isReleaseFor = release.isAnswer;

/**
 * Opens what {@link sealPartials} made.
 *
 * @throws `program.NotTheGatekeepers`, `crypto.Undecryptable`, `codec` errors
 */
export const openPartials = (
  primitives: Primitives,
  genesis: Hex,
  hpkeSecret: Uint8Array,
  signed: SignedKeyRequest,
  answer: Uint8Array,
): Partials => decode(Partials, release.open(primitives, genesis, hpkeSecret, signed, answer));
