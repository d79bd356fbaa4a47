import { defineErrors } from "@pha/codec";

/** Errors at the boundary of an enclave, on either side of it. */
export const errors = defineErrors("enclave", {
  LoadFailed: { index: 0, kind: "unavailable", doc: "The enclave's process did not come up." },
  ProgramFailed: { index: 1, kind: "unavailable", doc: "The enclave program threw where it must answer: a bug in it." },
  CallTimedOut: { index: 2, kind: "unavailable", doc: "The other side of the enclave's door did not answer in time." },
  MessageTooLarge: { index: 3, kind: "limit", doc: "Requests and answers hold at most 16 MiB.", status: 413 },
  TooManyCalls: { index: 4, kind: "limit", doc: "Too many calls wait for this enclave.", status: 503 },
  MalformedFrame: { index: 5, kind: "unavailable", doc: "The enclave broke the format of its door and was closed." },
  EnclaveGone: { index: 6, kind: "unavailable", doc: "The enclave has ended." },
  Crashed: { index: 7, kind: "unavailable", doc: "The enclave ended by itself." },
  OutOfMemory: { index: 8, kind: "unavailable", doc: "The enclave used more memory than it was given." },
  OcallFailed: { index: 9, kind: "unavailable", doc: "The host could not do what the enclave asked for." },
  SealBroken: {
    index: 10,
    kind: "conflict",
    doc: "The sealed data was made by another program, platform, network or purpose, or it was changed.",
  },
  BadArgument: { index: 11, kind: "invalid", doc: "A host function got an argument of a wrong type or size." },
  PrimitiveFailed: { index: 12, kind: "invalid", doc: "The cryptographic function cannot work on these bytes." },
  RequestRefused: { index: 13, kind: "conflict", doc: "The enclave's core refused the request of its thread." },
  TooManyThreads: { index: 14, kind: "limit", doc: "An enclave runs at most 16 engine threads." },
  ImportRefused: { index: 15, kind: "forbidden", doc: "Enclave programs import nothing." },
  NotSelfContained: { index: 16, kind: "invalid", doc: "The bundle of an enclave program must not import anything." },
  BundleFailed: { index: 17, kind: "invalid", doc: "The enclave program could not be bundled." },
  BadPlatform: {
    index: 18,
    kind: "conflict",
    doc: "A file of the platform's slot is damaged; remove the slot to start anew.",
  },
  NoFreeSlot: { index: 19, kind: "conflict", doc: "All platform slots of this folder are in use." },
  DstackUnreachable: {
    index: 20,
    kind: "unavailable",
    doc: "The guest agent of dstack cannot be reached: this is no dstack machine, or its socket is not mounted.",
  },
  DstackRefused: { index: 21, kind: "unavailable", doc: "The guest agent of dstack did not give what was asked for." },
});
