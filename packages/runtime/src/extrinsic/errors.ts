import { defineErrors } from "@pha/codec";

/**
 * Why an extrinsic is not valid. Indices are those of Substrate's `InvalidTransaction`, which clients decode; from 64
 * on they are this ledger's own.
 */
export const errors = defineErrors("transaction", {
  Call: { index: 0, kind: "invalid", doc: "The call cannot be dispatched this way." },
  Payment: { index: 1, kind: "conflict", doc: "The account cannot pay the fee." },
  Future: { index: 2, kind: "conflict", doc: "The nonce or sequence number is too far ahead." },
  Stale: { index: 3, kind: "conflict", doc: "The nonce or sequence number was used before." },
  BadProof: {
    index: 4,
    kind: "invalid",
    doc: "The signature does not verify over call, extensions, versions and genesis.",
  },
  AncientBirthBlock: { index: 5, kind: "conflict", doc: "The extrinsic's era is over or begins at no known block." },
  ExhaustsResources: { index: 6, kind: "limit", doc: "The block has no room for the extrinsic." },
  BadSigner: { index: 10, kind: "forbidden", doc: "The signer may not send this: no registered, newest session." },
  Undecodable: { index: 64, kind: "invalid", doc: "The bytes are no extrinsic of this runtime." },
  TooLarge: { index: 65, kind: "limit", doc: "The extrinsic is longer than a block allows.", status: 413 },
  Migrating: {
    index: 66,
    kind: "limit",
    doc: "The state is being brought into a new form: until that is done, only operational calls of accounts run.",
  },
  TooSoon: {
    index: 67,
    kind: "limit",
    doc: "The enclave has taken as much of the blocks as it may for now; what it sends waits for a few more.",
  },
  CallRefused: {
    index: 68,
    kind: "conflict",
    doc: "An enclave's call that the state refuses is in no block, and waits for none; the cause says what refuses it.",
  },
});
