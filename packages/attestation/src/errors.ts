import { defineErrors } from "@pha/codec";

/** Why a quote does not count. */
export const errors = defineErrors("attestation", {
  MalformedQuote: { index: 0, kind: "invalid", doc: "The bytes are not a quote of a known version and kind." },
  EmulatedRefused: {
    index: 1,
    kind: "forbidden",
    doc: "This network's genesis has no root key for emulated platforms: only hardware counts.",
  },
  UnknownPlatform: {
    index: 2,
    kind: "forbidden",
    doc: "The platform's certificate was not issued by this network's root.",
  },
  BadSignature: { index: 3, kind: "forbidden", doc: "The quote was not signed by the platform it names." },
  WrongReportData: {
    index: 4,
    kind: "forbidden",
    doc: "The quote was made for another session, role, network or block.",
  },
  MeasurementNotAllowed: {
    index: 5,
    kind: "forbidden",
    doc: "The ledger's policy does not allow this program in this role.",
  },
  StaleQuote: {
    index: 6,
    kind: "forbidden",
    doc: "The quote is older than the ledger's policy allows, or from the future.",
  },
  MissingCollateral: {
    index: 7,
    kind: "conflict",
    doc: "The ledger has no collateral for this family of platforms: submit it first.",
  },
  TcbNotAccepted: {
    index: 8,
    kind: "forbidden",
    doc: "The ledger's policy does not accept platforms whose TCB is judged so.",
  },
  PlatformDenied: { index: 9, kind: "forbidden", doc: "The ledger's policy denies this platform, or its family." },
});
