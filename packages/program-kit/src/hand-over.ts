import { fixedBytes, H256, struct, type TypeOf, u16, u32 } from "@pha/codec";
import { maxCheckpointPartBytes } from "@pha/limits";
import { errors } from "./errors.ts";
import { defineExchange } from "./exchange.ts";

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

const handOver = defineExchange<HandOverRequest>({
  name: "hand-over",
  request: HandOverRequest,
  signedRequest: SignedHandOverRequest,
  maxAnswerBytes: maxCheckpointPartBytes,
  askedOf: ({ giver }) => giver,
  notTheirs: (giver) => errors.NotTheGivers({ giver }),
});

/** Signs a request with the asker's session. */
export const signHandOverRequest = handOver.sign;

/** Whether the session with this key made the request. */
export const isHandOverRequestOf = handOver.isOf;

/** Seals a part to the session that asked; it opens only as the answer to this very request, and is signed as that. */
export const sealHandOver = handOver.seal;

/** Whether bytes are the answer of the worker that a request is for. */
export const isHandOverFor = handOver.isAnswer;

/**
 * Opens what {@link sealHandOver} made.
 *
 * @throws `program.NotTheGivers`, `crypto.Undecryptable`, `codec` errors
 */
export const openHandOver = handOver.open;
