import { defineErrors } from "@pha/codec";

/** Why an enclave program does not do what its host asks. */
export const errors = defineErrors("program", {
  NotStarted: { index: 0, kind: "conflict", doc: "The program has not been started." },
  AlreadyStarted: { index: 1, kind: "conflict", doc: "The program has been started; load it anew to start again." },
  SealBroken: {
    index: 2,
    kind: "conflict",
    doc: "A sealed secret was made by another program, platform or network, or it was changed.",
  },
  SessionNotRegistered: {
    index: 3,
    kind: "unavailable",
    doc: "The finalized ledger does not show this session as the newest of its worker; it serves nothing.",
  },
  AttestationExpired: {
    index: 4,
    kind: "unavailable",
    doc: "The session's attestation is older than the network's policy allows; it serves nothing until its operator has registered it again.",
  },
  SessionReplaced: {
    index: 5,
    kind: "conflict",
    doc: "Another copy of this enclave has registered a newer session: this one is over. End one of the two.",
  },
  NotTheGatekeepers: {
    index: 6,
    kind: "forbidden",
    doc: "An answer to a key request is not signed by the gatekeeper that was asked.",
  },
  NotTheGivers: {
    index: 7,
    kind: "forbidden",
    doc: "A part of a checkpoint is not signed by the worker that was asked for it.",
  },
});
