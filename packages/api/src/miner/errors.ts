import { defineErrors } from "@pha/codec";

/** Why a miner does not do what it is asked. */
export const errors = defineErrors("miner", {
  NotServing: {
    index: 0,
    kind: "unavailable",
    doc: "The worker does not serve, or not this contract: it is no member of the cluster, catches up, waits for keys, or could not finish a command.",
  },
  UnknownContract: { index: 1, kind: "not-found", doc: "The worker's cluster has no such contract." },
  OtherWorker: { index: 3, kind: "conflict", doc: "The query names another worker." },
  RequestTooOld: {
    index: 4,
    kind: "invalid",
    doc: "The query was issued before this worker's session was registered.",
  },
  RequestExpired: { index: 5, kind: "invalid", doc: "The query has expired; issue it again." },
  RequestAhead: {
    index: 6,
    kind: "unavailable",
    doc: "The query was issued at a block, or names revocations, that this worker does not know yet.",
  },
  RequestReplayed: { index: 7, kind: "conflict", doc: "The query was answered before." },
  ReplayCacheFull: {
    index: 8,
    kind: "unavailable",
    doc: "The worker remembers as many queries of this caller, or of anonymous ones, as it can; ask another one, or later.",
  },
  KeysUnavailable: {
    index: 9,
    kind: "unavailable",
    doc: "Too few gatekeepers gave their part of the contract's keys.",
  },
  WrongCode: { index: 10, kind: "conflict", doc: "The host brought other code than the contract's." },
  CertificateRevoked: {
    index: 11,
    kind: "forbidden",
    doc: "The caller's account has revoked the certificate; sign another one.",
  },
  UnknownMessage: { index: 12, kind: "not-found", doc: "The message is no command to this contract." },
  NotExecuted: { index: 13, kind: "unavailable", doc: "The worker has not executed that far yet; ask again." },
  ReceiptExpired: {
    index: 14,
    kind: "not-found",
    doc: "The receipt, if there was one, is older than workers keep them.",
  },
  Overloaded: {
    index: 15,
    kind: "unavailable",
    doc: "Too many queries wait for this worker, of this caller or to this contract; ask again in a moment. Callers whose account the ledger knows come before all others.",
  },
  LeaseExpired: {
    index: 16,
    kind: "unavailable",
    doc: "Too few validators have told this worker's enclave how far the chain is, or it has not come so far: it answers nothing. Ask again, another one may.",
  },
  UnknownSession: {
    index: 17,
    kind: "unavailable",
    doc: "The worker has no such session, or what it was opened on holds no more: open another one.",
  },
  CheckpointDamaged: {
    index: 18,
    kind: "conflict",
    doc: "A checkpoint is not what it says: a part is missing, or of another contract, height or form. The worker goes on from another one, or from the contract's first message.",
  },
  CheckpointContradicted: {
    index: 19,
    kind: "conflict",
    doc: "A checkpoint is not what the ledger agreed on at its height. The worker goes on from another one, or from the contract's first message.",
  },
  CheckpointMissing: {
    index: 20,
    kind: "not-found",
    doc: "The worker cannot give this part of this checkpoint: it does not have the contract, is not at that height yet, or is too far ahead of it.",
  },
  HandOverRefused: {
    index: 21,
    kind: "forbidden",
    doc: "Workers hand checkpoints to members of their cluster alone: registered, attested to, of an allowed program, and by what their newest session has signed.",
  },
  EpochOver: {
    index: 22,
    kind: "conflict",
    doc: "The contract's next message needs keys of an epoch that is over, which gatekeepers give to nobody any more. The worker goes on from another one's checkpoint.",
  },
});
