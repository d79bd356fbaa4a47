import { defineErrors } from "@pha/codec";

/** Why an enclave program does not do what its host asks. */
export const errors = defineErrors("program", {
  NotStarted: { index: 0, kind: "conflict", doc: "The program has not been started." },
  AlreadyStarted: { index: 1, kind: "conflict", doc: "The program has been started; load it anew to start again." },
  ForeignIdentity: {
    index: 2,
    kind: "conflict",
    doc: "The sealed identity is not one of this program, platform and network.",
  },
  SessionNotRegistered: {
    index: 3,
    kind: "unavailable",
    doc: "The finalized ledger does not show this session as the newest of its worker; it serves nothing.",
  },
});
