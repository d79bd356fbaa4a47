import { defineErrors } from "@pha/codec";

/** Errors of headers, certificates and proofs: each is one way in which a light client was told something false. */
export const errors = defineErrors("light-client", {
  BadDigest: {
    index: 0,
    kind: "invalid",
    doc: "The header's digest lacks an item, has one too many or a malformed one.",
  },
  BadValidatorSet: { index: 1, kind: "invalid", doc: "A validator set has 1 to 256 distinct addresses." },
  UnknownSet: {
    index: 2,
    kind: "invalid",
    doc: "The certificate is signed by a validator set that is not the current one.",
  },
  ShortQuorum: { index: 3, kind: "invalid", doc: "The certificate has fewer signatures than the set's quorum." },
  BadSigners: { index: 4, kind: "invalid", doc: "The certificate's bitfield does not fit its set or its signatures." },
  BadSignature: {
    index: 5,
    kind: "invalid",
    doc: "A signature is not its validator's over this genesis, block and round, or is given twice.",
  },
  HeaderMismatch: { index: 6, kind: "invalid", doc: "A field of the certificate differs from the header's." },
  NotNewer: { index: 7, kind: "invalid", doc: "The header is not above the newest one known." },
  Stale: {
    index: 8,
    kind: "unavailable",
    doc: "The newest certified block is older than the caller allows: finality has stopped, or still catches up after a start.",
  },
  WrongGenesis: { index: 9, kind: "invalid", doc: "The genesis header does not have the expected hash." },
  BadSetChange: { index: 10, kind: "invalid", doc: "The next validator set is not the one the header announces." },
  NotProven: { index: 11, kind: "invalid", doc: "The witness does not list this key." },
  ValueMismatch: { index: 12, kind: "invalid", doc: "The value is not the one that the state root commits to." },
  BadMessageChain: {
    index: 13,
    kind: "invalid",
    doc: "The messages do not lead from the known head to the proven one.",
  },
  SetNotInOffice: {
    index: 14,
    kind: "invalid",
    doc: "The validator set is retired at this height, or not yet in office: it certifies nothing there.",
  },
  BadBridgeMessage: {
    index: 15,
    kind: "invalid",
    doc: "The bytes are no message between chains: of an unknown version or kind, too short, too long, or with more behind.",
  },
  FromTheFuture: { index: 16, kind: "invalid", doc: "The commitment's time is too far ahead of who is to accept it." },
  ZeroRoot: { index: 17, kind: "invalid", doc: "A root of zeros is no root: it would prove what was never queued." },
  BadRlp: {
    index: 18,
    kind: "invalid",
    doc: "The bytes are not the one RLP encoding of what they should be: a header, a receipt or a node of an EVM chain.",
  },
  NotInTrie: { index: 19, kind: "invalid", doc: "The nodes do not lead from the root to a value at this key." },
  NoBridgeEvent: { index: 20, kind: "invalid", doc: "The receipt has no message of this gateway at this place." },
});
