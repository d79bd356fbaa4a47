import { defineErrors } from "@pha/codec";

/** Errors of a validator. */
export const errors = defineErrors("relay", {
  StoreLocked: { index: 0, kind: "conflict", doc: "Another process votes from this data folder." },
  ForeignStore: { index: 1, kind: "conflict", doc: "The data folder holds the votes for another network." },
  StoreDamaged: {
    index: 2,
    kind: "unavailable",
    doc: "The votes in the data folder cannot be read; a validator that forgot its votes must not vote.",
  },
});
