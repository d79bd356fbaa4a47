import { defineErrors } from "@pha/codec";

/** Why a gatekeeper does not do what it is asked. */
export const errors = defineErrors("gatekeeper", {
  WrongGatekeeper: { index: 0, kind: "invalid", doc: "The request is for another gatekeeper." },
  UnknownWorker: { index: 1, kind: "forbidden", doc: "The asking worker is not registered as a miner." },
  BadRequestSignature: {
    index: 2,
    kind: "forbidden",
    doc: "The request is not signed by the worker's newest session.",
  },
  ProgramNotAllowed: { index: 3, kind: "forbidden", doc: "The policy does not allow the worker's program." },
  AttestationExpired: {
    index: 4,
    kind: "forbidden",
    doc: "The worker's attestation is too old; it must register again.",
  },
  NotClusterMember: { index: 5, kind: "forbidden", doc: "The worker is not a member of the contract's cluster." },
  WrongContract: { index: 6, kind: "forbidden", doc: "The contract is not of this cluster, code or generation." },
  NoShare: {
    index: 7,
    kind: "unavailable",
    doc: "This gatekeeper holds no share of the master key of this generation, or not yet.",
  },
  TooManyKeys: { index: 8, kind: "limit", doc: "The worker asks for keys too often." },
  UnknownContract: {
    index: 9,
    kind: "not-found",
    doc: "The finalized ledger has no such contract; /v1/contracts lists them.",
  },
  UnknownCluster: {
    index: 10,
    kind: "not-found",
    doc: "The finalized ledger has no such cluster; /v1/clusters lists them.",
  },
  NoWorker: { index: 11, kind: "unavailable", doc: "No worker of the contract's cluster serves just now; try again." },
  AnswerLost: {
    index: 12,
    kind: "unavailable",
    doc: "A worker may have got the request, but its answer did not come; ask again, a query encrypted anew.",
  },
  Overloaded: {
    index: 13,
    kind: "unavailable",
    doc: "Too many queries of this address or to this contract wait at the gatekeeper; ask another one, or again in a moment.",
  },
  LeaseExpired: {
    index: 14,
    kind: "unavailable",
    doc: "Too few validators have told this gatekeeper's enclave how far the chain is, or it has not come so far: it gives no keys.",
  },
  PlatformNotAllowed: {
    index: 15,
    kind: "forbidden",
    doc: "The policy denies the worker's platform, or no longer accepts it as it is.",
  },
  GrantsUntold: {
    index: 16,
    kind: "unavailable",
    doc: "Too many keys wait to be told to the ledger; none are given until it has heard of some. Ask again in a while.",
  },
  WrongEpoch: {
    index: 17,
    kind: "forbidden",
    doc: "Keys are given of a contract's current epoch, of the next from a quarter before it is due, and of past ones while somebody may need them.",
  },
});
