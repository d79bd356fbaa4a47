import { AccountId, bytes, H256, option, struct, text, u32, u128, vec } from "@pha/codec";
import { maxExtrinsicBytes, maxHttpBodyBytes, maxHttpReplyBytes } from "@pha/limits";
import { transactionErrors } from "@pha/runtime/spec";
import { Lifetime, namedCall, Outcome, Scheme, Unsigned } from "../chain/transactions.ts";
import { endpoint } from "../endpoint.ts";
import { json } from "../types.ts";
import { errors } from "./errors.ts";

/** `/v1/calls`: what can be done in governance, as what has to be signed. */
export const calls = {
  list: endpoint("GET /v1/calls", {
    summary: "Every call of governance: what it does, and its arguments as JSON Schema.",
    reply: struct({
      calls: vec(struct({ pallet: text({ max: 64 }), call: text({ max: 64 }), doc: text({ max: 512 }), args: json }), {
        max: 512,
      }),
    }),
    maxReplyBytes: maxHttpReplyBytes,
  }),
  prepare: endpoint("POST /v1/calls", {
    summary:
      "Encodes a call of governance; answers with the bytes to sign, and what the chain's POST /v1/transactions takes with the signature. A call that is proposed may be given as it is; bounds that follow from it may be left out. Tells the fee, and what would come of it in a block now. `pha key sign` makes the signature.",
    body: {
      ...namedCall,
      from: AccountId,
      /** The account's next one in the finalized state, when absent. */
      nonce: option(u32),
      tip: option(u128),
      lifetime: option(Lifetime),
      /** What it will be signed with, sr25519 when absent: the fee depends on the signature's length. */
      scheme: option(Scheme),
    },
    maxBodyBytes: maxHttpBodyBytes,
    maxReplyBytes: maxHttpReplyBytes,
    reply: struct({
      block: u32,
      /** The call with all its arguments. */
      call: json,
      /** To be sent to the chain's POST /v1/transactions with the signature. */
      unsigned: Unsigned,
      /** The exact bytes to sign: pha key sign does, given the whole answer. */
      signingPayload: bytes({ max: 256 }),
      /** Without the tip, in plancks. */
      fee: u128,
      /** On the chain's newest block, which may be later than `block`. */
      outcome: option(Outcome),
      /** Bytes that Preimage.note_preimage must have noted before what is proposed here can be dispatched. */
      preimage: option(struct({ hash: H256, bytes: bytes({ max: maxExtrinsicBytes }) })),
    }),
    repeatable: true,
    errors: [errors.UnknownCall, errors.CatchingUp, transactionErrors.Undecodable, transactionErrors.TooLarge],
  }),
};
