import { defineErrors } from "@pha/codec";

/** What keeps an enclave's host from doing its work. */
export const errors = defineErrors("enclave-service", {
  ProgramUnreadable: { index: 0, kind: "invalid", doc: "The enclave program's bundle cannot be read." },
  NotServing: { index: 1, kind: "unavailable", doc: "The enclave does not serve yet." },
  UnknownCode: { index: 2, kind: "not-found", doc: "The ledger stores no code under this hash." },
  ProgramNotAllowed: {
    index: 3,
    kind: "forbidden",
    doc: "The network's policy does not allow this program in its role, so nothing is registered; run an allowed one, or have the policy changed.",
  },
  NotKept: {
    index: 5,
    kind: "limit",
    doc: "The host does not keep this part of a checkpoint: it keeps none, the part before is missing, or the checkpoint is too large.",
  },
  DiskRefuses: {
    index: 6,
    kind: "unavailable",
    doc: "A checkpoint cannot be written to the miner's folder, or read from it: look whether the disk is full, and whom the folder belongs to.",
  },
});
